/** Reads hosts and subnets from ISC dhcpd's configuration (dhcpd.conf(5)). */

import { ipv4ToNumber, isIpv4, prefixLengthOf } from '../../addresses.ts'
import {
  type Finding,
  type Foreign,
  type ForeignHost,
  type ForeignSection,
  follow,
  type Includes,
  notCarriedOver,
  nothing,
  valuesOf,
} from './imported.ts'
import { readStatements, type Statement } from './statements.ts'

/** What applies to a statement at its place. */
interface Scope {
  /** Parameters by their names, such as `option routers`; inner ones replace outer ones. */
  parameters: ReadonlyMap<string, Statement>
  /** The boot file of the subnet, else the global one. */
  networkFile: string | null
}

/** Statements of a host that are imported. */
const OF_A_HOST = new Set(['hardware', 'fixed-address', 'option host-name', 'filename'])

/** The hosts and subnets. */
export function readDhcpdConf(file: string, text: string, includes: Includes): Foreign {
  const found = nothing()
  const statements = withIncludes(readStatements(file, text), includes, found.findings, [file])
  const ranges: Statement[] = []
  const dropped = new Map<string, Statement[]>()
  const outside = { parameters: new Map(), networkFile: null }
  const networkFile = wordOf(withParameters(outside, statements), 'filename')
  walk(statements, { ...outside, networkFile }, (statement, scope) => {
    const [word = ''] = statement.words
    if (word === 'host') found.hosts.push(hostOf(statement, scope, found.findings, dropped))
    else if (word === 'subnet') found.networks.push(...networkOf(statement, scope, found.findings))
    else if (word === 'range') ranges.push(statement)
  })
  found.networks = found.networks.map((network) => withRanges(network, ranges))
  for (const [name, [first, ...more]] of dropped) {
    if (first === undefined) continue
    const also = more.length === 0 ? '' : `, and of ${more.length} more`
    found.findings.push(notCarriedOver(first, `${name} of a host is not carried over${also}`))
  }
  return found
}

/** Replaces each `include "FILE";` by the content of FILE. */
function withIncludes(
  statements: readonly Statement[],
  includes: Includes,
  findings: Finding[],
  open: readonly string[],
): Statement[] {
  return statements.flatMap((statement) => {
    const [word, path = ''] = statement.words
    if (statement.block !== null)
      return [{ ...statement, block: withIncludes(statement.block, includes, findings, open) }]
    if (word !== 'include') return [statement]
    return follow(includes, path, { place: statement, open, findings }, (file, text, open) =>
      withIncludes(readStatements(file, text), includes, findings, open),
    )
  })
}

function walk(
  statements: readonly Statement[],
  outer: Scope,
  visit: (statement: Statement, scope: Scope) => void,
): void {
  const scope = withParameters(outer, statements)
  for (const statement of statements) {
    visit(statement, scope)
    const { block, words } = statement
    if (block === null || words[0] === 'host') continue
    const networkFile =
      words[0] === 'subnet' ? wordOf(withParameters(scope, block), 'filename') : scope.networkFile
    walk(block, { ...scope, networkFile }, visit)
  }
}

function hostOf(
  statement: Statement,
  outer: Scope,
  findings: Finding[],
  dropped: Map<string, Statement[]>,
): ForeignHost {
  const own = withParameters({ ...outer, parameters: new Map() }, statement.block ?? []).parameters
  const scope = withParameters(outer, statement.block ?? [])
  const { file, line } = statement
  const name = own.get('option host-name')?.words[2] ?? statement.words[1] ?? null
  for (const [key, one] of own) if (!OF_A_HOST.has(key)) dropped.set(key, [...(dropped.get(key) ?? []), one])
  const hardware = own.get('hardware')?.words
  const addresses =
    own
      .get('fixed-address')
      ?.words.slice(1)
      .filter((word) => word !== ',') ?? []
  if (addresses.length > 1)
    findings.push(notCarriedOver(statement, `${name}: of its addresses only ${addresses[0]} is taken`, name))
  const bootFile = wordOf(scope, 'filename')
  return {
    name,
    mac: hardware?.[1] === 'ethernet' ? (hardware[2] ?? null) : null,
    ip: addresses[0] ?? null,
    values: valuesOf({ 'boot-file': bootFile === outer.networkFile ? null : bootFile }),
    file,
    line,
  }
}

function networkOf(statement: Statement, outer: Scope, findings: Finding[]): ForeignSection[] {
  const [, address = '', , netmask = ''] = statement.words
  const prefixLength = isIpv4(netmask) ? prefixLengthOf(netmask) : null
  if (!isIpv4(address) || prefixLength === null) return []
  const scope = withParameters(outer, statement.block ?? [])
  const addressesOf = (name: string): string[] => {
    const words = scope.parameters.get(name)?.words.slice(name.split(' ').length) ?? []
    const names = words.filter((word) => word !== ',' && !isIpv4(word))
    if (names.length > 0)
      findings.push(notCarriedOver(statement, `${name} ${names.join(', ')}: the store takes addresses alone`))
    return words.filter(isIpv4)
  }
  return [
    {
      name: `net-${address}`,
      values: valuesOf({
        subnet: `${address}/${prefixLength}`,
        gateway: addressesOf('option routers')[0],
        dns: addressesOf('option domain-name-servers').join(', '),
        domain: wordOf(scope, 'option domain-name'),
        'next-server': addressesOf('next-server')[0],
        'boot-file': wordOf(scope, 'filename'),
        'lease-seconds': wordOf(scope, 'default-lease-time'),
      }),
      file: statement.file,
      line: statement.line,
    },
  ]
}

/** A pool may be outside its subnet, so ranges are assigned by their addresses. */
function withRanges(network: ForeignSection, ranges: readonly Statement[]): ForeignSection {
  const [base = '', prefix = ''] = network.values.get('subnet')?.split('/') ?? []
  const size = 2 ** (32 - Number(prefix))
  const dynamic = ranges
    .map(({ words }) => words.filter(isIpv4))
    .filter(
      ([first = '']) => Math.floor(ipv4ToNumber(first) / size) === Math.floor(ipv4ToNumber(base) / size),
    )
    .map(([first, last]) => `${first}-${last ?? first}`)
  return { ...network, values: new Map([...network.values, ...valuesOf({ dynamic: dynamic.join(', ') })]) }
}

/** Adds the parameters of a block, which replace those around it. */
function withParameters(scope: Scope, block: readonly Statement[]): Scope {
  const own = block.filter((one) => one.block === null).map((one) => [nameOf(one), one] as const)
  return { ...scope, parameters: new Map([...scope.parameters, ...own]) }
}

/** What a statement sets: `option routers`, `filename`. */
function nameOf({ words }: Statement): string {
  return words.slice(0, words[0] === 'option' ? 2 : 1).join(' ')
}

/** The value of a parameter that has one word. */
function wordOf({ parameters }: Scope, name: string): string | null {
  return parameters.get(name)?.words[name.split(' ').length] ?? null
}
