/** ISC dhcpd's include file, for the top level of its configuration (dhcpd.conf(5), dhcp-options(5)). */

import { ARCHITECTURES_OF, type ClientKind } from './client-kinds.ts'
import type { DhcpGroup, OptionValue } from './dhcp-values.ts'

/** The file's text: a group for each set of values, with a line for each host. */
export function dhcpdText(groups: readonly DhcpGroup[]): string {
  const codes = [...new Set(groups.flatMap(({ values }) => [...values.options.keys()]))].sort((a, b) => a - b)
  // dhcpd gives many options names and types of its own. Under our names they are any bytes.
  const definitions = codes.map((code) => `option ${optionName(code)} code ${code} = string;\n`)
  return definitions.join('') + groups.map(groupText).join('')
}

function groupText({ name, values, hosts }: DhcpGroup): string {
  const { nextServer, bootFile, bootFiles, gateway, dns, domain, leaseSeconds, options } = values
  const statements = [
    ...(nextServer === null ? [] : [`next-server ${nextServer};`]),
    `filename ${quoted(bootFile)};`,
    ...conditions(bootFiles),
    ...(gateway === null ? [] : [`option routers ${gateway};`]),
    ...(dns.length === 0 ? [] : [`option domain-name-servers ${dns.join(', ')};`]),
    ...(domain === null ? [] : [`option domain-name ${quoted(domain)};`]),
    ...(leaseSeconds === null
      ? []
      : [`default-lease-time ${leaseSeconds};`, `max-lease-time ${leaseSeconds};`]),
    ...Array.from(options, ([code, value]) => `option ${optionName(code)} ${optionText(value)};`),
    ...hosts.map(({ name: host, mac, ip }) => {
      const address = ip === null ? '' : `fixed-address ${ip}; `
      return `host ${host} { hardware ethernet ${mac}; ${address}option host-name ${quoted(host)}; }`
    }),
  ]
  return `# ${name}\ngroup {\n${statements.map((line) => `  ${line}\n`).join('')}}\n`
}

const TESTS: Record<ClientKind, string> = {
  ipxe: 'exists user-class and option user-class = "iPXE"',
  http: architectureTest('http'),
  'efi-x86_64': architectureTest('efi-x86_64'),
  'efi-arm64': architectureTest('efi-arm64'),
}

/** The first condition that holds counts, and iPXE's comes first, because it also sends an architecture. */
function conditions(bootFiles: ReadonlyMap<ClientKind, string>): string[] {
  const kinds = (Object.keys(TESTS) as ClientKind[]).filter((kind) => bootFiles.has(kind))
  return kinds.map((kind, index) => {
    // UEFI 2.10, 24.7.3.1: firmware that boots by HTTP ignores an offer without it.
    const also = kind === 'http' ? 'option vendor-class-identifier "HTTPClient"; ' : ''
    const word = index === 0 ? 'if' : 'elsif'
    return `${word} ${TESTS[kind]} { ${also}filename ${quoted(bootFiles.get(kind) ?? '')}; }`
  })
}

/** dhcpd knows option 93 as pxe-system-type. */
function architectureTest(kind: Exclude<ClientKind, 'ipxe'>): string {
  return ARCHITECTURES_OF[kind]
    .map((code) => `option pxe-system-type = 00:${code.toString(16).padStart(2, '0')}`)
    .join(' or ')
}

function optionName(code: number): string {
  return `tspxeboot-${code}`
}

/** An expression without a value keeps dhcpd from sending what its own configuration says. */
function optionText(value: OptionValue | null): string {
  if (value === null) return '= null'
  switch (value.kind) {
    case 'text':
      return quoted(value.text)
    case 'bytes':
      return hex(value.bytes)
    case 'addresses':
      return hex(Buffer.from(value.addresses.flatMap((address) => address.split('.').map(Number))))
  }
}

function hex(bytes: Buffer): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, (char) => `\\${char}`)}"`
}
