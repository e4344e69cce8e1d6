/** Finds MAC addresses that this host's hypervisors have given to guests, in the hypervisors' files. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseMac } from '../addresses.ts'

/** xl's configurations; libvirt's domains and networks, also transient ones. */
const FOLDERS = ['/etc/xen', '/etc/libvirt', '/run/libvirt']
/** Larger files are not configurations. */
const MOST_BYTES = 1 << 20
const MAC = /\b[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}\b/gi

/** Every Ethernet address in the files in and below `folders`, in the form of parseMac. Unreadable files are ignored. */
export function hypervisorMacs(folders: readonly string[] = FOLDERS): Set<string> {
  const macs = folders.flatMap(filesBelow).flatMap((file) => textOf(file).match(MAC) ?? [])
  return new Set(macs.flatMap((mac) => parseMac(mac) ?? []))
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
  } catch {
    return []
  }
}

function textOf(file: string): string {
  try {
    const found = statSync(file)
    return found.isFile() && found.size <= MOST_BYTES ? readFileSync(file, 'latin1') : ''
  } catch {
    return ''
  }
}
