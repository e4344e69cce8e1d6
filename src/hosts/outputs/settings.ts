/** Reads the sections [output "..."]: what is written, where, and how its server is reloaded. */

import { BootError } from '../../boot-error.ts'
import { type HostStore, textOf } from '../store.ts'
import type { OutputName } from '../store-keys.ts'

/** Commands as words, run without a shell; null: there is none. */
interface ServerCommands {
  /** Tests whether the server can read its configuration. It runs after the files are written. */
  test: readonly string[] | null
  /** Makes the server read it. */
  reload: readonly string[] | null
}

/** The store's outputs. Paths are absolute; null: the store has no such section, or the section no such key. */
export interface Outputs {
  /** The boot server's root. */
  pxelinux: { root: string } | null
  dnsmasq:
    | ({ hostsFile: string | null; optionsFile: string | null; pidFile: string | null } & ServerCommands)
    | null
  dhcpd: ({ include: string } & ServerCommands) | null
  /** `%n` in `include` is the network's name; `socket` is Kea's control socket. */
  kea: ({ include: string; socket: string | null } & ServerCommands) | null
  dns: ({ file: string } & ServerCommands) | null
  /** The name of libvirt's network. */
  libvirt: { network: string } | null
}

/** Reads all of them. The store's rules hold for each section. Throws E_HOSTS_INVALID if they do not fit its networks. */
export function readOutputs({ outputs, networks }: Pick<HostStore, 'outputs' | 'networks'>): Outputs {
  const read = <T>(name: OutputName, reader: (keys: Keys) => T): T | null => {
    const section = outputs.get(name)
    return section === undefined ? null : reader((key) => textOf(section, key) || null)
  }
  const result: Outputs = {
    pxelinux: read('pxelinux', (key) => ({ root: key('root') ?? '' })),
    dnsmasq: read('dnsmasq', (key) => ({
      hostsFile: key('hosts-file'),
      optionsFile: key('options-file'),
      pidFile: key('pid-file'),
      ...commands(key),
    })),
    dhcpd: read('dhcpd', (key) => ({ include: key('include') ?? '', ...commands(key) })),
    kea: read('kea', (key) => ({ include: key('include') ?? '', socket: key('socket'), ...commands(key) })),
    dns: read('dns', (key) => ({ file: key('file') ?? '', ...commands(key) })),
    libvirt: read('libvirt', (key) => ({ network: key('network') ?? '' })),
  }
  if (result.kea !== null && networks.size > 1 && !result.kea.include.includes('%n'))
    throw new BootError('E_HOSTS_INVALID', {
      what: `${outputs.get('kea')?.values.get('include')?.place}: include = ${result.kea.include}: there are ${networks.size} networks`,
      hint: 'each has a file of its own: write %n where its name goes',
    })
  return result
}

/** The value of a key; null: the section does not have it. */
type Keys = (name: string) => string | null

function commands(key: Keys): ServerCommands {
  const words = (name: string) => key(name)?.split(/\s+/) ?? null
  return { test: words('test'), reload: words('reload') }
}
