/** The report's sections about the network and DHCP. */

import type { DeviceState } from '../../guest-port/index.ts'
import { packetRow } from './dhcp-packets.ts'
import { type DryRun, eventsOf } from './dry-run.ts'
import { namePrefix } from './played-program.ts'
import { columns, type Section } from './section.ts'

/** The guest, and where its network is. */
export function networkSection(dryRun: DryRun): Section {
  const { mac, uuid, running } = dryRun.report.guest
  // A dry run that finds its guest running makes a second port.
  const port = eventsOf(dryRun, 'GuestPortMade').at(-1)
  const rows = [
    ['guest', `${mac}${uuid === null ? '' : `, UUID ${uuid}`}${running ? ', which runs already' : ''}`],
    [
      'network',
      port === undefined
        ? dryRun.live
          ? 'not reached'
          : 'none: a boot tree on this host'
        : `${port.device}, as the ${port.mode}${port.port === null ? '' : `, by the port ${port.port}`}`,
    ],
    ...(dryRun.device === null ? [] : [deviceRow(dryRun.device)]),
  ]
  return { title: 'Guest', lines: columns(rows) }
}

function deviceRow({ name, up, ports }: DeviceState): string[] {
  const described = ports.map((port) =>
    port.up && port.carrier
      ? `${port.name} (packets out ${port.sent}, in ${port.received})`
      : `${port.name} (${port.up ? 'no carrier' : 'down'})`,
  )
  return [name, `${up ? 'up' : 'DOWN'}${described.length === 0 ? '' : `; ports ${described.join(', ')}`}`]
}

/** The packets, and the values that the boot uses. */
export function dhcpSection(dryRun: DryRun): Section {
  const { lease } = dryRun.report
  const packets = columns(dryRun.events.flatMap(packetRow))
  if (lease === null) return { title: 'DHCP', lines: packets }
  const look =
    dryRun.live && eventsOf(dryRun, 'DhcpRequestSent').length === 0
      ? ['no REQUEST was sent: a dry run takes no lease (--take-lease does)']
      : []
  const values = [
    ['address', `${lease.address}/${lease.prefixLength}`],
    ['gateway', lease.gateway ?? 'none'],
    ...(lease.dnsServers.length === 0 ? [] : [['DNS servers', lease.dnsServers.join(', ')]]),
    ['boot server', named(lease.bootServer, bootValue(dryRun, 'bootServer')), sourceOf(dryRun, 'bootServer')],
    ['boot file', lease.bootFile || 'none', sourceOf(dryRun, 'bootFile')],
    ...prefixRow(dryRun),
    ['config file', lease.configFile ?? 'by the search order', sourceOf(dryRun, 'configFile')],
  ]
  return {
    title: 'DHCP',
    lines: [...packets, ...look, ...(packets.length > 0 ? [''] : []), ...columns(values)],
  }
}

type ValueName = 'bootServer' | 'bootFile' | 'pathPrefix' | 'configFile'

function bootValue(dryRun: DryRun, name: ValueName) {
  return eventsOf(dryRun, 'DhcpBootValue').find((value) => value.name === name)
}

/** The header field or option number, and the server that sent it. */
function sourceOf(dryRun: DryRun, name: ValueName): string {
  const value = bootValue(dryRun, name)
  return value === undefined ? '' : `${value.source}, from ${value.server}`
}

/** An address next to the name that DHCP gave for it. */
function named(address: string, value: { value: string } | undefined): string {
  return value === undefined || value.value === address ? address : `${address} (${value.value})`
}

function prefixRow(dryRun: DryRun): string[][] {
  const prefix = namePrefix(dryRun.report)
  if (prefix === null) return []
  const usual = prefix === '' ? 'the boot file is in no directory' : 'the directory of the boot file'
  const source = dryRun.report.lease?.pathPrefix == null ? usual : sourceOf(dryRun, 'pathPrefix')
  return [['prefix', prefix || 'none', source]]
}
