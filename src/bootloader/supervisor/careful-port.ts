/** What the DHCP client may do with the port, in a way that a guest that turns out to run does not notice. */

import type { GuestPort } from '../../guest-port/index.ts'
import { looksNoFurther, runsAlready, type Stand } from './stand.ts'

/** The functions of a port that the DHCP client can use. */
export type TenantPort = Pick<GuestPort, 'whoHas' | 'configure'>

/**
 * `mac`: the guest's. A guest that answers for the lease's address is noted in `stand`; then a boot ends, and a dry run
 * does not use the address: both are E_NETWORK.
 */
export function carefulPort(
  port: GuestPort,
  stand: Stand,
  { mac, dry, device }: { mac: string; dry: boolean; device: string },
): TenantPort {
  return {
    async whoHas(address) {
      // The answer would be the running guest's.
      if (stand.running !== null) return null
      const owner = await port.whoHas(address)
      if (owner === mac) {
        stand.running = `on ${device}, where ${address} answers`
        if (!dry) throw runsAlready(mac, stand.running)
        return null
      }
      if (owner === null && stand.lastMac !== stand.mac) {
        await port.setMac(stand.lastMac)
        stand.mac = stand.lastMac
      }
      return owner
    },
    async configure(lease) {
      if (dry && stand.running !== null) throw looksNoFurther(mac, stand.running, device)
      await port.configure(lease)
    },
  }
}
