/** The leases that DHCP servers of this host have given, where their packages keep them. */

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
 * Those of this host's servers, of `serve` in `stateDir`, and of the file `named` (null: none). Expired ones are among
 * them. Throws E_USAGE for a `named` file that cannot be read or is none of leases.
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

/** A server may be writing it, or let nobody read it. */
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
