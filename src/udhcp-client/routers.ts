/** Filters the routers that a server names (options 3 and 121): impossible ones are reported and left out. */

import { ipv4ToNumber, isHostAddress, netmaskOf } from '../addresses.ts'
import type { Lease } from '../lease.ts'
import type { DhcpEvent } from './events.ts'
import type { Reply } from './messages.ts'

const MAX_ROUTES = 256
/** RFC 3442: the destination is on the link itself. */
const ON_LINK = '0.0.0.0'

/** The routes of a lease, and the addresses that were left out. */
export interface Routers extends Pick<Lease, 'gateway' | 'routes'> {
  /** Addresses that cannot be a router's. */
  unusable: string[]
}

/** The routes that `reply` names, for an address with `prefixLength`. */
export function routersOf({ options, packet }: Reply, prefixLength: number): Routers {
  const isUsable = (router: string) => isHostAddress(router) && !isEdge(router, packet.yiaddr, prefixLength)
  const routers = options.routers ?? []
  const routes = options.classlessRoutes ?? []
  const isUsableRoute = ({ gateway }: Lease['routes'][number]) => gateway === ON_LINK || isUsable(gateway)
  return {
    gateway: routers.find(isUsable) ?? null,
    routes: routes.filter(isUsableRoute).slice(0, MAX_ROUTES),
    unusable: [
      ...routers.filter((router) => !isUsable(router)),
      ...routes.filter((route) => !isUsableRoute(route)).map(({ gateway }) => gateway),
    ],
  }
}

/** Reports each address that `reply` names as a router and that cannot be one. */
export function tellUnusableRouters(reply: Reply, lease: Lease, onEvent: (event: DhcpEvent) => void): void {
  const { unusable } = routersOf(reply, lease.prefixLength)
  for (const address of new Set(unusable))
    onEvent({ event: 'DhcpRouterIgnored', server: reply.server, address })
}

/** Whether `router` is the network or the broadcast address of the network that `own` is in. */
function isEdge(router: string, own: string, prefixLength: number): boolean {
  if (prefixLength > 30) return false
  const mask = ipv4ToNumber(netmaskOf(prefixLength))
  const number = ipv4ToNumber(router)
  const isNear = ((number ^ ipv4ToNumber(own)) & mask) === 0
  return isNear && ((number & ~mask) === 0 || (number | mask) >>> 0 === 0xffffffff)
}
