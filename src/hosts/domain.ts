/** A host's domain: what a hypervisor needs to create it. */

import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { BootError } from '../boot-error.ts'
import { effectiveText, type Host, type HostStore } from './store.ts'

/** For the writers of domain-xl.ts and domain-libvirt.ts. */
export interface Domain {
  name: string
  mac: string
  /** null: the toolstack's default. */
  bridge: string | null
  /** Whether it is a domain of Xen, or of KVM. */
  isXen: boolean
  type: 'pv' | 'pvh'
  vcpus: number
  memoryMiB: number
  /** A path, or a specification of xl-disk-configuration(5); null: it has none. */
  disk: string | null
  /** An empty file for domains without a disk, because libxl runs a bootloader only if there is one. */
  noDisk: string
}

/** Where packages install this program. */
export const BOOTLOADER = '/usr/bin/tspxeboot'

const DEFAULT_VCPUS = 1
const DEFAULT_MEMORY_MIB = 1024

/** The host's domain. `noDisk`: the empty file's path. Throws E_HOSTS_NOT_FOUND for a host without a MAC. */
export function domainOf(store: HostStore, host: Host, noDisk: string): Domain {
  const value = (key: string) => effectiveText(store, host, key)
  if (host.mac === null)
    throw new BootError('E_HOSTS_NOT_FOUND', {
      what: `host ${host.name} has no MAC address (${host.section.place})`,
      hint: `tspxeboot hosts set ${host.name} mac=MAC`,
    })
  return {
    name: host.name,
    mac: host.mac,
    bridge: value('bridge'),
    isXen: value('hypervisor') !== 'libvirt',
    type: value('type') === 'pvh' ? 'pvh' : 'pv',
    vcpus: Number(value('cpus') ?? DEFAULT_VCPUS),
    memoryMiB: Number(value('memory') ?? DEFAULT_MEMORY_MIB),
    disk: value('disk'),
    noDisk,
  }
}

/** Makes the empty file that all domains without a disk share. Throws E_PERMISSION. */
export function makeNoDisk({ disk, noDisk }: Domain): void {
  if (disk !== null) return
  try {
    mkdirSync(dirname(noDisk), { recursive: true })
    closeSync(openSync(noDisk, 'a', 0o644))
  } catch (cause) {
    throw new BootError('E_PERMISSION', {
      what: `cannot make the empty disk ${noDisk}: ${(cause as NodeJS.ErrnoException).code}`,
      hint: 'run this as root, or name another folder with --state-dir',
      cause,
    })
  }
}
