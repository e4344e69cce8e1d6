/** A network namespace's ARP table, as the kernel shows it in /proc/net/arp (proc_net(5)). */

import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { BootError } from '../boot-error.ts'

export interface ArpTable {
  /** The table as it is now. */
  read(): string
  close(): void
}

/** Far more than the few addresses that a boot talks to. */
const MOST_BYTES = 16_384

/** Of linux/if_arp.h. ATF_COM: an answer has come; ATF_PERM: an administrator has set the entry. */
const COMPLETE = 0x2
const PERMANENT = 0x4

/**
 * The table of the network namespace of the process with this folder below /proc; it stays readable after the process.
 * Throws E_NETWORK if it has ended.
 */
export function openArpTable(holder: string): ArpTable {
  const path = `${holder}/net/arp`
  try {
    const descriptor = openSync(path, 'r')
    const bytes = Buffer.alloc(MOST_BYTES)
    return {
      read: () => bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, MOST_BYTES, 0)),
      close: () => closeSync(descriptor),
    }
  } catch (cause) {
    throw new BootError('E_NETWORK', {
      what: `cannot read ${path}: ${(cause as NodeJS.ErrnoException).code}`,
      cause,
    })
  }
}

/** The MAC that answered for `address`; null if none did. */
export function macInArpTable(table: string, address: string): string | null {
  for (const line of table.split('\n')) {
    const [ip, , flags, mac] = line.split(/\s+/)
    if (ip === address && mac !== undefined && Number(flags) & COMPLETE) return mac
  }
  return null
}

/** The table of this process's own network namespace. */
export function readArpTable(): string {
  return readFileSync('/proc/self/net/arp', 'latin1')
}

/** The addresses for which `mac` answered on `device`. */
export function addressesBehind(mac: string, device: string, table: string): string[] {
  return table.split('\n').flatMap((line) => {
    const [ip = '', , flags, itsMac, , itsDevice] = line.split(/\s+/)
    const answered = (Number(flags) & (COMPLETE | PERMANENT)) === COMPLETE
    return answered && itsMac === mac && itsDevice === device ? [ip] : []
  })
}
