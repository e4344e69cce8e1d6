/** The report's row for each DHCP packet that mattered: when, what, and why it was accepted or not. */

import type { TimedEvent } from './dry-run.ts'

/** The row of an event; none for events of other stages. */
export function packetRow({ atMs, event }: TimedEvent): string[][] {
  const row = (what: string, more: string): string[][] => [[`${atMs} ms`.padStart(8), what, more]]
  switch (event.event) {
    case 'DhcpDiscoverSent':
      return row('DISCOVER sent', event.attempt === 1 ? '' : `attempt ${event.attempt}`)
    case 'DhcpOfferReceived':
      return row(
        event.address === null ? 'PXE OFFER' : 'OFFER',
        [
          `from ${event.server}${event.relay === null ? '' : ` through the relay ${event.relay}`}`,
          ...(event.address === null ? [] : [`address ${event.address}`]),
          `boot server ${event.bootServer ?? 'not named'}`,
          `boot file ${event.bootFile ?? 'not named'}`,
        ].join(', '),
      )
    case 'DhcpOfferChosen':
      return row(
        'taken',
        `${event.address} of ${event.server}${event.proxy === null ? '' : ` with the boot information of ${event.proxy}`}: ${event.because}`,
      )
    case 'DhcpOfferPassedOver':
      return row('passed over', `${event.address ?? 'boot information'} of ${event.server}: ${event.because}`)
    case 'DhcpRequestSent':
      return row('REQUEST sent', `for ${event.address} to ${event.server}`)
    case 'DhcpAckReceived':
      return row('ACK', `from ${event.server}, lease of ${event.leaseSeconds ?? 'unsaid'} s`)
    case 'DhcpNakReceived':
      return row('NAK', `from ${event.server}${event.message === null ? '' : `: ${event.message}`}`)
    case 'DhcpPacketDropped':
      return row('ignored', `a packet from ${event.source}: ${event.reason}`)
    case 'DhcpOptionIgnored':
      return row('ignored', `option ${event.code} of ${event.server}: its bytes are not a valid value`)
    case 'DhcpRouterIgnored':
      return row('ignored', `the router ${event.address} of ${event.server}: no host can have that address`)
    case 'DhcpAddressInUse':
      return row('in use', `${event.address} answers already, from ${event.mac}`)
    case 'DhcpDeclineSent':
      return row('DECLINE sent', `for ${event.address} to ${event.server}`)
    case 'DhcpReleaseSent':
      return row('RELEASE sent', `for ${event.address} to ${event.server}`)
    case 'PxeMenuReceived':
      return row(
        'PXE menu',
        `of ${event.server}: entry ${event.taken} taken of ${event.entries.map(({ type, text }) => `${type} ${JSON.stringify(text)}`).join(', ')}`,
      )
    case 'PxeBootServerAsked':
      return row('boot server asked', `${event.server}, port ${event.port}`)
    case 'PxeBootServerAnswered':
      return row('boot server', `${event.server} answers, boot file ${event.bootFile ?? 'not named'}`)
    default:
      return []
  }
}
