/** Addresses that no client could use: outside the server's network, or reserved twice. */

import { BootError } from '../boot-error.ts'
import type { Section } from '../hosts/index.ts'
import { isHostOf, type LinkAddress } from './link-address.ts'

/** Checks the fixed addresses of `reservations`, the [host] sections of the server at `at`. Throws E_USAGE. */
export function checkReservations(reservations: readonly Section[], at: LinkAddress): void {
  const owners = new Map<string, Section>()
  for (const section of reservations) {
    const ip = section.values.get('ip')
    const address = ip?.texts.join(',')
    if (ip === undefined || address === undefined) continue
    const where = `${ip.place}: [${section.title}]`
    if (!isHostOf(address, at)) throw outside(`${where}: ip = ${address}`, at)
    const owner = address === at.address ? 'the server' : owners.get(address)?.title
    if (owner !== undefined)
      throw new BootError('E_USAGE', { what: `${where}: ip = ${address} is the address of ${owner} already` })
    owners.set(address, section)
  }
}

/** No client can have it. `said`: where an address stands, and what. */
export function outside(said: string, { address, prefixLength }: LinkAddress): BootError {
  return new BootError('E_USAGE', {
    what: `${said} is not for clients of the network of the server, ${address}/${prefixLength}`,
    hint: 'give an address of that network, or the server another with --address',
  })
}
