/** Adds hosts to the store, all of them or none, each with an address and a MAC. */

import { BootError } from '../boot-error.ts'
import { freeAddresses, freeMac, type Hypervisor, knownMacs, noFreeAddress } from './allocate.ts'
import { addSections } from './edit-ini.ts'
import { editStore } from './edit-store.ts'
import { refuseTaken } from './find-host.ts'
import type { Host, HostStore, Network } from './store.ts'

/** What to add. */
export interface NewHosts {
  /** The hosts' names, or for one host, a function that names it by its address. */
  names: readonly string[] | ((store: HostStore, address: string | null) => Promise<string>)
  /** Keys of [host] and their values. `mac` and `ip` are for one host; without them a free one is chosen. */
  values: ReadonlyMap<string, string>
  /** Resolves with MACs that are taken outside the store. */
  takenMacs: () => Promise<Iterable<string>>
  /** Resolves with whether an address that is free in the store is unused on the network. */
  isUnused: (address: string, network: Network) => Promise<boolean>
}

/**
 * Adds hosts to the store at `path`, addresses lowest first in the order of the names. Resolves with the store and the
 * new hosts. Throws as editStore does, and E_HOSTS_CONFLICT if no address is free.
 */
export async function addHosts(
  path: string,
  { names, values, takenMacs, isUnused }: NewHosts,
): Promise<{ store: HostStore; added: Host[] }> {
  const added: string[] = []
  const store = await editStore(path, async (ini, before) => {
    const network = values.has('ip') ? null : networkOfNew(before, values.get('network'))
    const free = network === null ? null : freeAddresses(before, network)
    const macs = new Set([...knownMacs(before), ...(values.has('mac') ? [] : await takenMacs())])
    const hypervisor = (values.get('hypervisor') ?? 'xen') as Hypervisor
    const sections: { title: string; values: Map<string, string> }[] = []
    for (const given of typeof names === 'function' ? [names] : names) {
      const ip =
        values.get('ip') ??
        (free === null || network === null ? null : await nextAddress(free, network, isUnused))
      const name = typeof given === 'function' ? await given(before, ip) : given
      const mac = values.get('mac') ?? freeMac(hypervisor, macs)
      macs.add(mac)
      added.push(name)
      sections.push({
        title: `host "${name}"`,
        values: new Map([['mac', mac], ...(ip === null ? [] : [['ip', ip] as const]), ...values]),
      })
    }
    refuseTaken(before.hosts, added)
    return addSections(ini, sections)
  })
  return { store, added: added.flatMap((name) => store.byName.get(name) ?? []) }
}

/** The next unused address of `free`. Throws E_HOSTS_CONFLICT if none is left. */
export async function nextAddress(
  free: Iterator<string>,
  network: Network,
  isUnused: NewHosts['isUnused'],
): Promise<string> {
  for (let next = free.next(); !next.done; next = free.next()) {
    if (await isUnused(next.value, network)) return next.value
  }
  throw noFreeAddress(network)
}

/** The network of that name, or the only one. Throws E_HOSTS_NOT_FOUND and E_USAGE. */
export function networkOfNew({ networks, path }: HostStore, name: string | undefined): Network {
  if (name !== undefined) {
    const network = networks.get(name)
    if (network !== undefined) return network
    throw new BootError('E_HOSTS_NOT_FOUND', {
      what: `there is no network ${name} in ${path}`,
      hint: `it has ${[...networks.keys()].join(', ') || 'none'}`,
    })
  }
  const [only, ...others] = networks.values()
  if (only === undefined)
    throw new BootError('E_HOSTS_NOT_FOUND', {
      what: `${path} has no network whose address the host could get`,
      hint: 'write [network "NAME"] with subnet and static, or give an address with --ip',
    })
  if (others.length === 0) return only
  throw new BootError('E_USAGE', {
    what: `${path} has several networks: ${[...networks.keys()].join(', ')}`,
    hint: 'name one with --network',
  })
}
