/** Refuses addresses that no client could use: outside the server's network, or reserved twice. */

import { parseMac } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import type { HostStore, Section } from '../hosts/index.ts'
import { isHostOf, type LinkAddress } from './link-address.ts'

/**
 * Checks the fixed addresses of `reservations`, the sections [host "MAC"] of the server at `at`, against each other and
 * against the hosts of `store`. Throws E_USAGE.
 */
export function checkReservations(
  reservations: readonly Section[],
  at: LinkAddress,
  store: HostStore | null,
): void {
  const owners = new Map<string, string>([[at.address, 'the server']])
  for (const section of reservations) {
    const ip = section.values.get('ip')
    const address = ip?.text
    if (ip === undefined || address === undefined) continue
    const where = `${ip.place}: [${section.title}]`
    if (!isHostOf(address, at)) throw outside(`${where}: ip = ${address}`, at)
    const host = store?.byAddress.get(address)
    const mac = parseMac(/"(.*)"/.exec(section.title)?.[1] ?? '')
    const isOther = host !== undefined && host.mac !== mac
    const owner = owners.get(address) ?? (isOther ? `host "${host.name}"` : undefined)
    if (owner !== undefined)
      throw new BootError('E_USAGE', { what: `${where}: ip = ${address} is the address of ${owner} already` })
    owners.set(address, section.title)
  }
}

/** The error for an address outside the network. `said`: its place and its text. */
export function outside(said: string, { address, prefixLength }: LinkAddress): BootError {
  return new BootError('E_USAGE', {
    what: `${said} is not an address for clients of the server's network ${address}/${prefixLength}`,
    hint: 'give an address of that network, or the server another with --address',
  })
}
