/** What the DHCP client may do with the port, in a way that a guest that turns out to run does not notice. */

import { type ArpProbe, type GuestPort, PROBE_WAIT_MS } from '../../guest-port/index.ts'
import type { Lease } from '../../lease.ts'
import { type NetworkUse, noFileFetched, runsAlready } from './network-use.ts'

/** A port whose address is probed before it is used, and a little longer. */
export interface CarefulPort {
  /**
   * The MAC of another machine that has `address`; null: none was heard, so the address may be used. Throws E_NETWORK if
   * it is the guest itself and a boot.
   */
  whoHas(address: string): Promise<string | null>
  /** Sets the lease's address. Throws E_NETWORK, in a dry run also if the guest runs. */
  configure(lease: Lease): Promise<void>
  /** As whoHas, of the address that was probed last, once all the time for an answer is over. */
  whoHasAfterAll(): Promise<string | null>
}

/**
 * `mac`: the guest's. A guest that answers for the lease's address is noted in `use`; a boot then ends, and a dry run
 * does not use the address: both are E_NETWORK.
 *
 * A boot uses its address soon, and hears whoever answers late while it reads its configuration. A dry run, and a boot
 * that is yet to take the guest's Ethernet address, wait for the answers first.
 */
export function carefulPort(
  port: GuestPort,
  use: NetworkUse,
  { mac, dry, device }: { mac: string; dry: boolean; device: string },
): CarefulPort {
  let address = ''
  let probe: ArpProbe | null = null
  const answerWithin = async (ms: number): Promise<string | null> => {
    const owner = (await probe?.answer(ms)) ?? null
    if (owner !== mac) return owner
    use.running = `on ${device}, where ${address} answers`
    if (!dry) throw runsAlready(mac, use.running)
    return null
  }
  return {
    async whoHas(leased) {
      // The answer would be the running guest's.
      if (use.running !== null) return null
      address = leased
      probe = await port.probe(address)
      const soon = !dry && use.lastMac === use.mac
      return answerWithin(soon ? PROBE_WAIT_MS.first : PROBE_WAIT_MS.last)
    },
    async configure(lease) {
      if (dry && use.running !== null) throw noFileFetched(mac, use.running, device)
      if (use.lastMac !== use.mac) {
        await port.setMac(use.lastMac)
        use.mac = use.lastMac
      }
      await port.configure(lease)
    },
    whoHasAfterAll: () => answerWithin(PROBE_WAIT_MS.last),
  }
}
