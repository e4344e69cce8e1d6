/** The DHCP client: a guest's lease and boot information, from real servers, with the guest's MAC. */

export { acquireLease, type LeaseIo } from './acquire-lease.ts'
export type { DhcpEvent } from './events.ts'
export { offeredLease } from './offered-lease.ts'
export { openRawTransport } from './raw-transport.ts'
export { releaseLease } from './release-lease.ts'
export { type AddressConflict, asIpxe, clientIdOf, type DhcpRequest, dhcpRequest } from './request.ts'
export {
  type Clock,
  type DhcpMessage,
  type DhcpTransport,
  type Random,
  systemClock,
  systemRandom,
} from './transport.ts'
