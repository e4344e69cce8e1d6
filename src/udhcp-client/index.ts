/** The DHCP client: a guest's lease and boot information, from real servers, with the guest's MAC. */

export { DhcpEvent } from './events.ts'
export { clientIdOf, type DhcpRequest, dhcpRequest, parseClientId } from './request.ts'
export {
  type Clock,
  type DhcpMessage,
  type DhcpTransport,
  type Random,
  systemClock,
  systemRandom,
} from './transport.ts'
