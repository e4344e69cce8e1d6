/** A host's domain: what a hypervisor has to know to make it. */

import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { BootError } from '../boot-error.ts'
import { effective, type Host, type HostStore } from './store.ts'

export interface Domain {
  name: string
  mac: string
  /** null: none is named; the toolstack's usual one. */
  bridge: string | null
  /** Whose domain `hosts libvirt` writes: of Xen, or of KVM. */
  isXen: boolean
  type: 'pv' | 'pvh'
  vcpus: number
  memoryMiB: number
  /** A path, or a specification of xl-disk-configuration(5); null: it has none. */
  disk: string | null
  /** An empty file for a domain without a disk: libxl runs a bootloader only for a domain that has one. */
  noDisk: string
}

/** Where this program is when a package installed it. */
export const BOOTLOADER = '/usr/bin/tspxeboot'

const DEFAULT_VCPUS = 1
const DEFAULT_MEMORY_MIB = 1024

/** Throws E_HOSTS_NOT_FOUND for a host without a MAC. */
export function domainOf(store: HostStore, host: Host, noDisk: string): Domain {
  const value = (key: string) => effective(store, host, key)?.value ?? null
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

/** Makes the empty file that a domain without a disk has; one file serves all of them. Throws E_PERMISSION. */
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
