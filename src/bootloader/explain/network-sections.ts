/** The network and DHCP parts of the report. */

import { type Story, type TimedEvent, told } from './story.ts'
import { columns, type Section } from './text.ts'

export function networkSection(story: Story): Section {
  const { guest } = story.report
  const [port] = told(story, 'GuestPortMade')
  const rows = [
    ['guest', `${guest.mac}${guest.uuid === null ? '' : `, UUID ${guest.uuid}`}`],
    [
      'network',
      port === undefined
        ? 'a boot tree on this host'
        : `${port.device}, as the ${port.mode}${port.port === null ? '' : ` (port ${port.port})`}`,
    ],
  ]
  const { device } = story
  if (device !== null) {
    const ports = device.ports
      .map(({ name, carrier }) => `${name}${carrier ? '' : ' (no carrier)'}`)
      .join(', ')
    rows.push([device.name, `${device.up ? 'up' : 'DOWN'}${ports === '' ? '' : `, ports ${ports}`}`])
  }
  return { title: 'Guest', lines: columns(rows) }
}

export function dhcpSection(story: Story): Section {
  const { lease } = story.report
  const packets = story.events.flatMap(packetRow)
  const source = (name: string): string => {
    const value = told(story, 'DhcpBootValue').find((told) => told.name === name)
    return value === undefined ? '' : `${value.source} of ${value.server}`
  }
  if (lease === null) return { title: 'DHCP', lines: columns(packets) }
  const values = [
    ['address', `${lease.address}/${lease.prefixLength}`, ''],
    ['gateway', lease.gateway ?? 'none', ''],
    ['boot server', lease.bootServer, source('bootServer')],
    ['boot file', lease.bootFile === '' ? 'none' : lease.bootFile, source('bootFile')],
    ['path prefix', lease.pathPrefix ?? "from the boot file's name", source('pathPrefix')],
    ['config file', lease.configFile ?? 'by the search order', source('configFile')],
  ]
  return { title: 'DHCP', lines: [...columns(packets), ...columns(values)] }
}

/** Each packet that mattered, and why it was taken or dropped. */
function packetRow({ atMs, event }: TimedEvent): string[][] {
  const row = (what: string, more: string): string[][] => [[`${atMs} ms`.padStart(8), what, more]]
  switch (event.event) {
    case 'DhcpDiscoverSent':
      return row('DISCOVER sent', `attempt ${event.attempt}`)
    case 'DhcpOfferReceived':
      return row(
        event.address === null ? 'PXE OFFER' : 'OFFER',
        [
          `from ${event.server}${event.relay === null ? '' : ` by the relay ${event.relay}`}`,
          ...(event.address === null ? [] : [`address ${event.address}`]),
          `boot server ${event.bootServer ?? 'not named'}`,
          `boot file ${event.bootFile ?? 'not named'}`,
        ].join(', '),
      )
    case 'DhcpOfferChosen':
      return row(
        'taken',
        `${event.address} of ${event.server}${event.proxy === null ? '' : `, boot information of ${event.proxy}`} (${event.offers} to choose from)`,
      )
    case 'DhcpRequestSent':
      return row('REQUEST sent', `for ${event.address} to ${event.server}`)
    case 'DhcpAckReceived':
      return row('ACK', `from ${event.server}, lease of ${event.leaseSeconds ?? 'unsaid'} s`)
    case 'DhcpNakReceived':
      return row('NAK', `from ${event.server}${event.message === null ? '' : `: ${event.message}`}`)
    case 'DhcpPacketDropped':
      return row('ignored', `a packet from ${event.source}: ${event.reason}`)
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
