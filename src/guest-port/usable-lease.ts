/** Checks a lease, which an untrusted process read from the guest's network, before its addresses are given to `ip`. */

import { ipv4FromNumber, ipv4ToNumber, isHostAddress, netmaskOf } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import type { Lease } from '../lease.ts'

/** Throws E_NETWORK for loopback, multicast, broadcast and network 0 as an address or a router. */
export function refuseUnusable({ address, gateway, routes, dhcpServer }: Lease): void {
  refuseAddress(address, `the address that ${dhcpServer} leased`)
  if (gateway !== null) refuseAddress(gateway, `the router that ${dhcpServer} named`)
  for (const route of routes) {
    if (route.gateway !== ON_LINK) refuseAddress(route.gateway, `a router that ${dhcpServer} named`)
  }
}

/** Throws E_NETWORK if no host can have `address`; `what` says whose it is. */
export function refuseAddress(address: string, what: string): void {
  if (isHostAddress(address)) return
  throw new BootError('E_NETWORK', {
    what: `${what} is ${address}, which no host can have`,
    hint: 'look at the DHCP server; --debug shows what it sent',
  })
}

/** RFC 3442: the destination is on the link itself. */
const ON_LINK = '0.0.0.0'

/** Routes in the syntax of ip-route(8). Option 121, if sent, replaces the router (RFC 3442). */
export function routesOf({ address, gateway, routes }: Lease): string[] {
  // A guest that is its own router reaches everything on its link: a router answers ARP for it (RFC 1027).
  const by = (router: string): string =>
    router === ON_LINK || router === address ? '' : ` via ${router} onlink`
  if (routes.length > 0) {
    return routes.map(({ destination, prefixLength, gateway: router }) => {
      const network = ipv4FromNumber(ipv4ToNumber(destination) & ipv4ToNumber(netmaskOf(prefixLength)))
      return `${network}/${prefixLength}${by(router)}`
    })
  }
  return gateway === null ? [] : [`default${by(gateway)}`]
}
