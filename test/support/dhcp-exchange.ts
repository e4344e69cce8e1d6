// Runs the DHCP exchange in a namespace that stands on a network as a guest port does.
import type { Lease } from '../../src/lease.ts'
import type { DhcpEvent, DhcpRequest } from '../../src/udhcp-client/index.ts'
import type { Namespace } from './network.ts'

export interface ExchangeSettings {
  request: Partial<DhcpRequest> & { mac: string }
  /** How many addresses turn out to be in use. */
  conflicts: number
  /** Put the address on the interface before asking a PXE server. */
  ownAddress: boolean
  /** Give the lease back at the end. */
  release: boolean
}

export interface Exchanged {
  events: DhcpEvent[]
  lease: Lease | null
  error: { code: string; message: string; hint: string | null } | null
}

/** One exchange on the namespace's eth0. */
export async function exchangeDhcp(
  place: Namespace,
  request: ExchangeSettings['request'],
  settings: Partial<ExchangeSettings> = {},
): Promise<Exchanged> {
  const all: ExchangeSettings = { conflicts: 0, ownAddress: true, release: false, ...settings, request }
  const program = [process.execPath, '--import', 'tsx', 'test/support/dhcp-program.ts']
  const told = (await place.check([...program, JSON.stringify(all)]))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const { lease = null, error = null } = told.at(-1)
  return { events: told.slice(0, -1), lease, error }
}

/**
 * The interface as a guest port has it before the lease: without address, but every address counts as its own, so
 * that unicast replies get in; ARP is not answered for that.
 */
export async function standWithoutAddress(place: Namespace): Promise<void> {
  await place.check(['ip', 'address', 'flush', 'dev', 'eth0'])
  await place.run(['ip', 'rule', 'del', 'iif', 'eth0', 'lookup', '100'])
  await place.check(['ip', 'rule', 'add', 'iif', 'eth0', 'lookup', '100'])
  await place.check(['ip', 'route', 'replace', 'local', '0.0.0.0/0', 'dev', 'lo', 'table', '100'])
  await place.check(['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore'])
}
