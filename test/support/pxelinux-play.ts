// Plays one configuration for the guest 00:16:3e:aa:bb:cc with the lease 192.0.2.91 from 192.0.2.2.
import type { Played, PxeClient, Selection } from '../../src/pxecfg-parser/index.ts'
import { LEASE } from './lease.ts'
import type { TreeValue } from './pxelinux-case.ts'
import { playPxelinux, treeHost } from './pxelinux-host.ts'

export const KERNEL: TreeValue = { size: 1024, kind: 'linux' }
export const INITRD: TreeValue = { size: 100, kind: 'initrd' }

export const CLIENT: PxeClient = {
  mac: '00:16:3E:AA:BB:CC',
  uuid: 'b8945908-d6a6-41a9-611d-74a6ab80b83d',
  lease: { ...LEASE, gateway: '192.0.2.1', dhcpServer: '192.0.2.2', bootServer: '192.0.2.2' },
}

/** A client whose lease differs. */
export function leased(lease: Partial<PxeClient['lease']>): PxeClient {
  return { ...CLIENT, lease: { ...CLIENT.lease, ...lease } }
}

export interface PlayOptions {
  /** Over kernels `vmlinuz`, `other` and initrds `a.gz`, `b.gz`. */
  files?: Record<string, TreeValue>
  selection?: Selection
  /** Typed at whatever screen comes up; none: nobody is there. */
  keys?: string[]
  client?: PxeClient
}

/** Plays `config`, byte text, as pxelinux.cfg/default. */
export function play(
  config: string,
  { files = {}, selection = {}, keys, client = CLIENT }: PlayOptions = {},
): Promise<Played> {
  const tree: Record<string, TreeValue> = {
    'pxelinux.cfg/default': { latin1: config },
    vmlinuz: KERNEL,
    other: KERNEL,
    'a.gz': INITRD,
    'b.gz': INITRD,
    ...files,
  }
  return playPxelinux(client, selection, treeHost(tree, keys))
}

/** `LABEL: COMMAND LINE` of what boots, `local VALUE`, or the error's code. */
export async function result(config: string, options: PlayOptions = {}): Promise<string> {
  const { outcome, entry, error } = await play(config, options)
  if (outcome === 'error') return error?.code ?? 'no error'
  if (outcome === 'local') return `local ${entry?.local?.value}`
  return `${entry?.label ?? '-'}: ${entry?.cmdline}`
}
