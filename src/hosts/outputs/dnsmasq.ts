/** dnsmasq's files: dhcp-hostsfile and dhcp-optsfile, which it reads again on SIGHUP (dnsmasq(8)). */

import { BootError } from '../../boot-error.ts'
import type { Host } from '../store.ts'
import type { ClientKind } from './client-kinds.ts'
import type { DhcpGroup, OptionValue } from './dhcp-values.ts'

/**
 * Tags for the kinds of clients. dnsmasq's own configuration sets them (docs/hosts.md), because an options file cannot.
 * In this order, because the last line that matches counts.
 */
const CLIENT_TAGS: readonly ClientKind[] = ['efi-x86_64', 'efi-arm64', 'http', 'ipxe']

/**
 * Options that dnsmasq sends by itself, unless a line names one without a value (rfc2131.c, do_options): netmask, router,
 * DNS servers, host name, domain and broadcast address. Such a line would send any other option empty.
 */
const SENT_BY_ITSELF: ReadonlySet<number> = new Set([1, 3, 6, 12, 15, 28])

/** A host whose values differ from those of most of its network has this tag besides that of its group. */
const SPECIAL = 'special'

/**
 * The dhcp-hostsfile, with a line `MAC,ADDRESS,NAME,LEASE` for each host. Before 2.91 dnsmasq crashes on SIGHUP once it has
 * served a host that sets a tag, so most hosts set none: they have dnsmasq's own tag `known`. Throws E_HOSTS_INVALID for a
 * name that dnsmasq would misread.
 */
export function dnsmasqHosts(groups: readonly DhcpGroup[]): string {
  return groups
    .flatMap(({ name, isUsual, values, hosts }) =>
      hosts.map((host) =>
        [
          host.mac,
          ...(isUsual ? [] : [`set:${name}`, `set:${SPECIAL}`]),
          host.ip,
          safeName(host),
          values.leaseSeconds,
        ]
          .filter((word) => word !== null)
          .join(','),
      ),
    )
    .map((line) => `${line}\n`)
    .join('')
}

/** Whether a host in the text of a dhcp-hostsfile sets a tag. */
export function setsTags(hostsText: string): boolean {
  return hostsText.includes(',set:')
}

/**
 * The dhcp-optsfile: the values of each group. `networks`: how many the store has; if several, dnsmasq's ranges set a tag
 * with the network's name.
 */
export function dnsmasqOptions(groups: readonly DhcpGroup[], networks: number): string {
  return groups
    .flatMap((group) => {
      const ofNetwork = networks > 1 ? `tag:${group.network ?? '-'},` : ''
      return optionLines(
        group.isUsual ? `${ofNetwork}tag:known,tag:!${SPECIAL}` : `tag:${group.name}`,
        group.values,
      )
    })
    .map((line) => `${line}\n`)
    .join('')
}

function optionLines(tags: string, values: DhcpGroup['values']): string[] {
  const { nextServer, bootFile, bootFiles, gateway, dns, domain, options } = values
  const rows: [string, string | null][] = [
    // siaddr, where no dhcp-boot of the configuration matches
    ['option:server-ip-address', nextServer],
    ['option:bootfile-name', quoted(bootFile)],
    ['option:router', gateway],
    ['option:dns-server', dns.length === 0 ? null : dns.join(',')],
    ['option:domain-name', domain],
    ...Array.from(options, ([code, value]): [string, string | null] => [
      String(code),
      value === null ? null : optionText(value),
    ]),
  ]
  const dropped = [...options].filter(([code, value]) => value === null && SENT_BY_ITSELF.has(code))
  const ofKinds = CLIENT_TAGS.flatMap((kind) => {
    const file = bootFiles.get(kind)
    if (file === undefined) return []
    const line = `${tags},tag:${kind},option:bootfile-name,${quoted(file)}`
    // UEFI 2.10, 24.7.3.1: firmware that boots by HTTP ignores an offer without it.
    return kind === 'http' ? [line, `${tags},tag:${kind},option:vendor-class,HTTPClient`] : [line]
  })
  return [
    ...rows.filter((row) => row[1] !== null).map(([option, value]) => `${tags},${option},${value}`),
    ...dropped.map(([code]) => `${tags},${code}`),
    ...ofKinds,
  ]
}

/** A bare word may be read as a number, an address or bytes. */
function optionText(value: OptionValue): string {
  switch (value.kind) {
    case 'addresses':
      return value.addresses.join(',')
    case 'text':
      return quoted(value.text)
    case 'bytes': {
      const bytes = Array.from(value.bytes, (byte) => byte.toString(16).padStart(2, '0'))
      // A single byte would be read as a decimal number.
      return bytes.length === 1 ? `${value.bytes[0]}b` : bytes.join(':')
    }
  }
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, (char) => `\\${char}`)}"`
}

/** Some words mean something else in such a line. */
function safeName({ name, section }: Host): string {
  if (!/^(ignore|infinite|\d+[smhdw]?)$/i.test(name)) return name
  throw new BootError('E_HOSTS_INVALID', {
    what: `host ${name} (${section.place}): dnsmasq reads this name as a lease time or a command`,
    hint: 'give the host another name',
  })
}
