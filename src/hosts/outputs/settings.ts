/** Reads the sections [output "..."]: what is written, where, and how its server is reloaded. */

import { isAbsolute } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { nearest } from '../../nearest.ts'
import type { Section } from '../ini-section.ts'
import type { HostStore } from '../store.ts'

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

/** The names that [output "NAME"] may have. */
export const OUTPUT_NAMES = ['pxelinux', 'dnsmasq', 'dhcpd', 'kea', 'dns', 'libvirt'] as const
/** The name of an output. */
export type OutputName = (typeof OUTPUT_NAMES)[number]

/** Reads all of them. Throws E_HOSTS_INVALID with file and line for an unknown output, key or value. */
export function readOutputs({ outputs, networks }: Pick<HostStore, 'outputs' | 'networks'>): Outputs {
  for (const [name, { place }] of outputs) {
    if (!(OUTPUT_NAMES as readonly string[]).includes(name))
      throw unknown(place, `unknown output ${name}`, name, OUTPUT_NAMES)
  }
  const read = <T>(name: OutputName, reader: (keys: Keys) => T): T | null => {
    const section = outputs.get(name)
    return section === undefined ? null : readAll(section, reader)
  }
  const result: Outputs = {
    pxelinux: read('pxelinux', READERS.pxelinux),
    dnsmasq: read('dnsmasq', READERS.dnsmasq),
    dhcpd: read('dhcpd', READERS.dhcpd),
    kea: read('kea', READERS.kea),
    dns: read('dns', READERS.dns),
    libvirt: read('libvirt', READERS.libvirt),
  }
  if (result.kea !== null && networks.size > 1 && !result.kea.include.includes('%n'))
    throw invalid(
      outputs.get('kea')?.values.get('include')?.place ?? null,
      `include = ${result.kea.include}: there are ${networks.size} networks`,
      'each has a file of its own: write %n where its name goes',
    )
  return result
}

const commands = (keys: Keys): ServerCommands => ({ test: keys.words('test'), reload: keys.words('reload') })

const READERS = {
  pxelinux: (keys: Keys) => ({ root: keys.needed('root', keys.path) }),
  dnsmasq: (keys: Keys) => ({
    hostsFile: keys.path('hosts-file'),
    optionsFile: keys.path('options-file'),
    pidFile: keys.path('pid-file'),
    ...commands(keys),
  }),
  dhcpd: (keys: Keys) => ({ include: keys.needed('include', keys.path), ...commands(keys) }),
  kea: (keys: Keys) => ({
    include: keys.needed('include', keys.path),
    socket: keys.path('socket'),
    ...commands(keys),
  }),
  dns: (keys: Keys) => ({ file: keys.needed('file', keys.path), ...commands(keys) }),
  libvirt: (keys: Keys) => ({ network: keys.needed('network', keys.text) }),
}

/** Reads the keys of one section; null: it has no such key. */
interface Keys {
  text(name: string): string | null
  path(name: string): string | null
  words(name: string): string[] | null
  needed(name: string, read: (name: string) => string | null): string
}

/** Keys that were never read are unknown. */
function readAll<T>(section: Section, reader: (keys: Keys) => T): T {
  const known: string[] = []
  const text = (name: string): string | null => {
    known.push(name)
    return section.values.get(name)?.text || null
  }
  const missing: string[] = []
  const keys: Keys = {
    text,
    path(name) {
      const path = text(name)
      if (path !== null && !isAbsolute(path))
        throw invalid(placeOf(section, name), `${name} = ${path}: not an absolute path`)
      return path
    },
    words: (name) => text(name)?.split(/\s+/) ?? null,
    needed(name, read) {
      const value = read(name)
      if (value === null) missing.push(name)
      return value ?? ''
    },
  }
  const result = reader(keys)
  for (const [name, { place }] of section.values)
    if (!known.includes(name)) throw unknown(place, `[${section.title}]: unknown key ${name}`, name, known)
  if (missing.length > 0) throw invalid(section.place, `[${section.title}] has no ${missing[0]}`)
  return result
}

function placeOf(section: Section, name: string): string | null {
  return section.values.get(name)?.place ?? section.place
}

function unknown(place: string | null, what: string, name: string, known: readonly string[]): BootError {
  const guess = nearest(name, known)
  return invalid(place, what, guess === null ? `it is one of ${known.join(', ')}` : `did you mean ${guess}?`)
}

function invalid(place: string | null, what: string, hint?: string): BootError {
  return new BootError('E_HOSTS_INVALID', {
    what: `${place}: ${what}`,
    ...(hint === undefined ? {} : { hint }),
  })
}
