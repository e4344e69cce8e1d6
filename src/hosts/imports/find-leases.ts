/** Finds the leases of this host's DHCP servers in the folders where their packages keep them. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { type HeldLease, readLeaseFile } from './lease-files.ts'

const FOLDERS = [
  '/var/lib/misc',
  '/var/lib/dnsmasq',
  '/var/lib/dhcp',
  '/var/lib/dhcpd',
  '/var/lib/kea',
  '/var/lib/libvirt/dnsmasq',
]
const NAMES =
  /^(?:dnsmasq\.leases|dhcpd\.leases|kea-leases4\.csv(?:\.2)?|[\w.-]+\.leases|leases-[\d.]+\.jsonl)$/

/**
 * Leases of this host's servers, of `serve` in `stateDir`, and of the file `named` (null: none), expired ones included.
 * Throws E_USAGE if the file `named` cannot be read or is not a lease file.
 */
export function findLeases(stateDir: string, named: string | null): HeldLease[] {
  const found = [...FOLDERS, stateDir].flatMap((folder) =>
    namesIn(folder)
      .filter((name) => NAMES.test(name))
      .flatMap((name) => readOrNone(join(folder, name))),
  )
  return named === null ? found : [...found, ...readNamed(named)]
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** No leases if the file is unreadable, or a server is writing it. */
function readOrNone(file: string): HeldLease[] {
  try {
    return readLeaseFile(file, readFileSync(file, 'utf8')) ?? []
  } catch {
    return []
  }
}

function readNamed(file: string): HeldLease[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    throw new BootError('E_USAGE', { what: `cannot read --leases=${file}: ${code}`, cause })
  }
  const leases = readLeaseFile(file, text)
  if (leases !== null || text.trim() === '') return leases ?? []
  throw new BootError('E_USAGE', {
    what: `--leases=${file}: not a lease file`,
    hint: 'those of dnsmasq, ISC dhcpd, Kea (memfile) and serve are read',
  })
}
