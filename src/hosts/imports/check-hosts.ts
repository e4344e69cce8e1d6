/** Checks the hosts of a file by themselves, before they are compared with the store. */

import { isIpv4, parseMac } from '../../addresses.ts'
import type { Finding, FindingCode, ForeignHost, Place } from './imported.ts'

/** A host with valid addresses, in the store's form. */
export interface ImportedHost extends Place {
  name: string
  mac: string | null
  ip: string | null
  values: ReadonlyMap<string, string>
}

/** Names that the store accepts. */
const NAME = /^[A-Za-z0-9][\w.-]{0,252}$/

/** The hosts that can be imported, and the findings about all of them. */
export function checkHosts(foreign: readonly ForeignHost[]): { hosts: ImportedHost[]; findings: Finding[] } {
  const findings: Finding[] = []
  const taken = new Map<string, ImportedHost>()
  const hosts = foreign.flatMap((host) => {
    const { problems, checked } = checkOne(host)
    const name = checked?.name ?? host.name
    if (checked !== null && problems.every(({ severity }) => severity === 'warning'))
      problems.push(...duplicates(checked, taken))
    findings.push(...problems.map((problem) => finding(problem, name, host)))
    return checked === null || problems.some(({ severity }) => severity === 'error') ? [] : [checked]
  })
  return { hosts, findings }
}

interface Problem {
  severity: Finding['severity']
  code: FindingCode
  message: string
}

function checkOne(host: ForeignHost): { problems: Problem[]; checked: ImportedHost | null } {
  const problems: Problem[] = []
  const name = host.name?.replace(/\.$/, '') ?? ''
  const mac = host.mac === null ? null : parseMac(host.mac)
  const who = name === '' ? (host.mac ?? host.ip ?? 'a host') : name
  if (name === '') problems.push(error('no-name', `${who} has no name`))
  else if (!NAME.test(name))
    problems.push(error('bad-name', `${JSON.stringify(name)} is not a name for a host`))
  if (host.mac === null && name !== '')
    problems.push({ severity: 'warning', code: 'no-mac', message: `${who} has no MAC address there` })
  else if (host.mac !== null && mac === null)
    problems.push(error('bad-mac', `${who}: ${host.mac} is not an Ethernet address`))
  else if (host.mac !== null && /[A-F]/.test(host.mac)) {
    const message = `${who}: ${host.mac} is in upper case, for which PXELINUX finds no file; it becomes ${mac}`
    problems.push({ severity: 'warning', code: 'upper-case-mac', message })
  }
  if (host.ip !== null && !isIpv4(host.ip))
    problems.push(error('bad-address', `${who}: ${host.ip} is not an IPv4 address`))
  const { ip, values, file, line } = host
  return { problems, checked: name === '' ? null : { name, mac, ip, values, file, line } }
}

/** Adds the host to `taken` unless something of it is already there. */
function duplicates(host: ImportedHost, taken: Map<string, ImportedHost>): Problem[] {
  const keys: [FindingCode, string | null][] = [
    ['duplicate-name', host.name.toLowerCase()],
    ['duplicate-mac', host.mac],
    ['duplicate-address', host.ip],
  ]
  const problems = keys.flatMap(([code, value]) => {
    const first = value === null ? undefined : taken.get(`${code} ${value}`)
    if (first === undefined) return []
    const where = `${first.file}:${first.line}`
    const message =
      code === 'duplicate-name'
        ? `${host.name} is named in ${where} already`
        : `${host.name}: ${value} is that of ${first.name} (${where}) already`
    return [error(code, message)]
  })
  if (problems.length > 0) return problems
  for (const [code, value] of keys) if (value !== null) taken.set(`${code} ${value}`, host)
  return []
}

function error(code: FindingCode, message: string): Problem {
  return { severity: 'error', code, message }
}

function finding(problem: Problem, host: string | null, { file, line }: Place): Finding {
  return { ...problem, host, file, line }
}
