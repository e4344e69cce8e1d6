/** Shortens the names of hosts that include their network's domain. */

import type { ImportedHost } from './check-hosts.ts'
import type { Finding } from './imported.ts'

/**
 * Removes the network's domain from the names of hosts, unless two hosts would get the same name. There is a warning for
 * these, because DHCP and the guests themselves only know the first label.
 */
export function withShortNames(
  hosts: readonly ImportedHost[],
  domainOf: (host: ImportedHost) => string | null,
): { hosts: ImportedHost[]; findings: Finding[] } {
  const byLabel = new Map<string, ImportedHost[]>()
  for (const host of hosts) {
    const label = labelOf(host.name)
    const same = byLabel.get(label)
    if (same === undefined) byLabel.set(label, [host])
    else same.push(host)
  }
  const findings = [...byLabel].flatMap(([label, same]) => {
    const second = same[1]
    return second === undefined ? [] : [collapsed(label, same, second)]
  })
  const isAlone = (host: ImportedHost) => byLabel.get(labelOf(host.name))?.length === 1
  return {
    hosts: hosts.map((host) =>
      isAlone(host) ? { ...host, name: without(host.name, domainOf(host)) } : host,
    ),
    findings,
  }
}

function labelOf(name: string): string {
  return name.toLowerCase().split('.')[0] ?? ''
}

function without(name: string, domain: string | null): string {
  const isInside = domain !== null && name.toLowerCase().endsWith(`.${domain.toLowerCase()}`)
  return isInside ? name.slice(0, -domain.length - 1) : name
}

function collapsed(
  label: string,
  same: readonly ImportedHost[],
  { name, file, line }: ImportedHost,
): Finding {
  const names = same.map(({ name }) => name).join(', ')
  const message = `${names} collapse into the one name ${label} without their domains; each keeps its full name`
  return { severity: 'warning', code: 'collapsed-name', host: name, file, line, message }
}
