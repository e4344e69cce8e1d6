/** The errors a DHCP exchange ends with. */

import { BootError } from '../boot-error.ts'
import type { Exchange } from './exchange.ts'
import type { Negotiation } from './negotiation.ts'

/** E_DHCP_TIMEOUT: no lease within the limit. The message says what was sent, what came, and what was dropped. */
export function dhcpTimeOut(exchange: Exchange, known: Negotiation): BootError {
  const { mac, interfaceName, dhcpMs } = exchange.request
  const failure = exchange.io.transport.failure()
  const drops = Array.from(exchange.dropped, ([reason, count]) => `${count} (${reason})`).join(', ')
  const seen = [
    ...(known.offers.length > 0 && known.chosen === null ? ['offers came, but none with an address'] : []),
    ...(drops === '' ? [] : [`dropped: ${drops}`]),
    ...(failure === null ? [] : [`last failure of the socket: ${failure}`]),
  ].join('; ')
  const limit = `${dhcpMs / 1000} s`
  const asked = known.chosen
    ? `${known.chosen.offer.server} offered ${known.chosen.offer.packet.yiaddr} to ${mac} on ${interfaceName} but answered none of ${known.requests} REQUESTs within ${limit}`
    : `no DHCP server offered ${mac} an address on ${interfaceName} within ${limit} (${known.discovers} DISCOVERs)`
  return new BootError('E_DHCP_TIMEOUT', {
    what: seen === '' ? asked : `${asked}; ${seen}`,
    hint: `is ${interfaceName} on the guest's network, and does a DHCP server there know ${mac}? see its log`,
  })
}

/** E_DHCP_NAK: the second NAK of an exchange. `server` had offered the address that it refuses. */
export function refusedByServer(
  { request }: Exchange,
  { server, address, message }: { server: string; address: string; message: string | null },
): BootError {
  const reason = message ? `: ${message}` : ''
  return new BootError('E_DHCP_NAK', {
    what: `DHCP server ${server} refused ${address} to ${request.mac}, which it had offered${reason}`,
    hint: `see the log of ${server}; are there two servers with the same address range?`,
  })
}

/** E_NO_BOOT_SERVER: there were offers, but none that says what to boot. */
export function noBootServer({ request }: Exchange, { offers }: Negotiation): BootError {
  const made = offers.map(({ server, packet }) => `${packet.yiaddr} from ${server}`).join(', ')
  return new BootError('E_NO_BOOT_SERVER', {
    what: `offers to ${request.mac} on ${request.interfaceName} do not say what to boot: ${made}`,
    hint: 'set next-server and the boot file, or option 66, 67, 150, 209 or 210, for this guest (dnsmasq: dhcp-boot=)',
  })
}
