/** What the DHCP client may do with the port, in a way that a guest that turns out to run does not notice. */

import type { GuestPort } from '../../guest-port/index.ts'
import { type NetworkUse, noFileFetched, runsAlready } from './network-use.ts'

/** The functions of a port that the DHCP client can use. */
export type DhcpClientPort = Pick<GuestPort, 'whoHas' | 'configure'>

/**
 * `mac`: the guest's. A guest that answers for the lease's address is noted in `use`; a boot then ends, and a dry run
 * does not use the address: both are E_NETWORK.
 */
export function carefulPort(
  port: GuestPort,
  use: NetworkUse,
  { mac, dry, device }: { mac: string; dry: boolean; device: string },
): DhcpClientPort {
  return {
    async whoHas(address) {
      // The answer would be the running guest's.
      if (use.running !== null) return null
      const owner = await port.whoHas(address)
      if (owner === mac) {
        use.running = `on ${device}, where ${address} answers`
        if (!dry) throw runsAlready(mac, use.running)
        return null
      }
      if (owner === null && use.lastMac !== use.mac) {
        await port.setMac(use.lastMac)
        use.mac = use.lastMac
      }
      return owner
    },
    async configure(lease) {
      if (dry && use.running !== null) throw noFileFetched(mac, use.running, device)
      await port.configure(lease)
    },
  }
}
