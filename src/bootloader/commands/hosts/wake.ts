/** `hosts wake NAME...`: sends Wake-on-LAN packets. */

import { BootError } from '../../../boot-error.ts'
import type { Host, HostStore } from '../../../hosts/index.ts'
import { hostsCommand } from './hosts-command.ts'
import { manyNames } from './options.ts'

interface Woken {
  name: string
  mac: string
  device: string
}

export const wake = hostsCommand({
  name: 'wake',
  summary: 'wake hosts by Wake-on-LAN, on the bridge of each',
  positionals: manyNames,
  examples: [['tspxeboot hosts wake web[1-20]', 'a packet for each of twenty machines']],
  work: async ({ read }, given) => {
    const { expandNames, findHost } = await import('../../../hosts/index.ts')
    const store = read()
    const hosts = expandNames(given.names).map((name) => findHost(store, name))
    const woken: Woken[] = []
    for (const { device, members } of await byDevice(store, hosts))
      woken.push(...(await send(device, members)))
    return woken
  },
  sentences: (woken) => woken.map(({ name, mac, device }) => `${name}: woke ${mac} on ${device}`),
})

/** All are checked before the first is woken. */
async function byDevice(store: HostStore, hosts: readonly Host[]) {
  const [{ findPlace, readHostNetwork }, { effectiveText }] = await Promise.all([
    import('../../../guest-port/index.ts'),
    import('../../../hosts/index.ts'),
  ])
  const network = await readHostNetwork()
  const groups = new Map<string, { device: string; members: { name: string; mac: string }[] }>()
  for (const host of hosts) {
    const { name, mac } = host
    if (mac === null)
      throw new BootError('E_USAGE', {
        what: `${name} has no MAC address, so it cannot be woken (${host.section.place})`,
        hint: `tspxeboot hosts set ${name} mac=...`,
      })
    const bridge = effectiveText(store, host, 'bridge')
    const group = groups.get(String(bridge)) ?? {
      device: (await findPlace({ bridge: null, interface: bridge }, network)).name,
      members: [],
    }
    group.members.push({ name, mac })
    groups.set(String(bridge), group)
  }
  return groups.values()
}

async function send(device: string, members: readonly { name: string; mac: string }[]): Promise<Woken[]> {
  const [{ openRawLink }, { magicPacket, WAKE_PORT }] = await Promise.all([
    import('../../../udhcp-client/raw-link/index.ts'),
    import('../../../hosts/index.ts'),
  ])
  const link = openRawLink(device, WAKE_PORT, () => {})
  try {
    for (const { mac } of members) {
      const ports = { sourcePort: WAKE_PORT, destinationPort: WAKE_PORT }
      const datagram = {
        source: '0.0.0.0',
        destination: '255.255.255.255',
        ...ports,
        payload: magicPacket(mac),
      }
      await new Promise<void>((done) => link.send(datagram, done))
    }
    const failure = link.failure()
    if (failure === null) return members.map((member) => ({ ...member, device }))
    throw new BootError('E_NETWORK', { what: `cannot send on ${device}: ${failure}` })
  } finally {
    link.close()
  }
}
