// Runs the DHCP exchange in a namespace that stands on a network as a guest port does.
import type { Lease } from '../../src/lease.ts'
import type { DhcpEvent, DhcpRequest } from '../../src/udhcp-client/index.ts'
import type { Namespace } from './network.ts'

export interface Exchanged {
  events: DhcpEvent[]
  lease: Lease | null
  error: { code: string; message: string; hint: string | null } | null
}

/** One exchange on the namespace's eth0. */
export async function exchangeDhcp(
  place: Namespace,
  request: Partial<DhcpRequest> & { mac: string },
): Promise<Exchanged> {
  const asked = JSON.stringify({ interfaceName: 'eth0', ...request })
  const lines = await place.check([
    process.execPath,
    '--import',
    'tsx',
    'test/support/dhcp-program.ts',
    asked,
  ])
  const told = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const { lease = null, error = null } = told.at(-1)
  return { events: told.slice(0, -1), lease, error }
}

/** Every address counts as the guest's own while it has none, so that unicast replies get through. */
export async function hearUnicasts(place: Namespace): Promise<void> {
  await place.check(['ip', 'rule', 'add', 'iif', 'eth0', 'lookup', '100'])
  await place.check(['ip', 'route', 'add', 'local', '0.0.0.0/0', 'dev', 'lo', 'table', '100'])
  await place.check(['sh', '-c', 'echo 8 > /proc/sys/net/ipv4/conf/eth0/arp_ignore'])
}
