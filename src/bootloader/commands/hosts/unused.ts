/** Finds what is in use outside the store: MACs of other guests, addresses of other machines. */

import { BootError } from '../../../boot-error.ts'
import type { NewHosts } from '../../../hosts/index.ts'
import { DEFAULT_STATE_DIR } from '../../../paths.ts'
import type { NetworkProbe } from './network-probe.ts'
import { flag, text } from './options.ts'

/** Options of commands that look for a free address. */
export const addressOptions = {
  probe: flag('check by ARP that nothing on the network has the address'),
  leases: {
    ...text("a DHCP server's lease file, besides those of this host's servers: its addresses are taken"),
    completes: 'path',
  },
} as const

/** The same options as given. */
export interface AddressWords {
  probe?: boolean | undefined
  leases?: string | undefined
  'state-dir'?: string | undefined
}

/** Calls `use` with a function that tests whether an address is unused. The ARP probe is set up when first needed. */
export async function withUnused<T>(
  words: AddressWords,
  use: (isUnused: NewHosts['isUnused']) => Promise<T>,
): Promise<T> {
  const [{ textOf }, { findLeases }] = await Promise.all([
    import('../../../hosts/index.ts'),
    import('../../../hosts/imports/index.ts'),
  ])
  const leases = findLeases(words['state-dir'] ?? DEFAULT_STATE_DIR, words.leases ?? null)
  const held = new Set(leases.filter(({ until }) => until > Date.now()).map(({ ip }) => ip))
  let probe: NetworkProbe | null = null
  try {
    return await use(async (address, { section }) => {
      if (held.has(address)) return false
      if (!words.probe) return true
      const { openNetworkProbe } = await import('./network-probe.ts')
      probe ??= await openNetworkProbe(textOf(section, 'bridge'))
      return (await probe.whoHas(address)) === null
    })
  } finally {
    await (probe as NetworkProbe | null)?.close()
  }
}

/** MACs of the guests of this host's hypervisors. Throws E_OUTPUT if VirtualBox does not list its own. */
export async function takenMacs(): Promise<Set<string>> {
  const { hypervisorMacs } = await import('../../../hosts/index.ts')
  return new Set([...hypervisorMacs(), ...(await virtualBoxMacs())])
}

async function virtualBoxMacs(): Promise<Iterable<string>> {
  const { findOwner, openVBoxManage, runAs, takenAddresses } = await import('../../../virtualbox/index.ts')
  try {
    const run = runAs(await findOwner(null))
    const vbox = await openVBoxManage({ run, dryRun: true, signal: new AbortController().signal })
    return (await takenAddresses(vbox, null)).keys()
  } catch (error) {
    // There is no VirtualBox here.
    if (error instanceof BootError && error.code === 'E_UNSUPPORTED') return []
    throw error
  }
}
