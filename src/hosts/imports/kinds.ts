/** The kinds of files that hosts are imported from, recognized by content. */

import { isHostTable, readCsv } from './csv.ts'
import { readDhcpdConf } from './dhcpd-conf.ts'
import { readDnsmasqConf, readDnsmasqHosts } from './dnsmasq-conf.ts'
import type { FileKind } from './file-kinds.ts'
import type { Foreign, Includes } from './imported.ts'
import { readKeaJson } from './kea-json.ts'
import { hostsOfLeases, isLeaseFile, readLeaseFile } from './lease-files.ts'
import { readXlConfig } from './xl-config.ts'

/** A kind of text file. */
export interface TextKind {
  name: FileKind
  /** Whether `text` begins like this, comments ignored. */
  isIt(text: string): boolean
  read(file: string, text: string, includes: Includes): Foreign
}

/** The first that fits is the file's kind. A database is recognized before them. */
const KINDS: readonly TextKind[] = [
  {
    name: 'leases',
    isIt: isLeaseFile,
    read: (file, text) => hostsOfLeases(readLeaseFile(file, text) ?? []),
  },
  { name: 'Kea', isIt: (text) => text.startsWith('{'), read: readKeaJson },
  { name: 'CSV', isIt: isHostTable, read: readCsv },
  {
    name: 'dnsmasq hosts',
    isIt: (text) => /^(?:id:)?[\da-f]{1,2}(?:[:-][\da-f]{1,2})+,/i.test(text),
    read: readDnsmasqHosts,
  },
  { name: 'xl', isIt: (text) => /^\s*(?:name|vif)\s*=\s*['"[]/m.test(text), read: readXlConfig },
  {
    name: 'dnsmasq',
    isIt: (text) => /^\s*(?:dhcp-[a-z-]+|conf-file|conf-dir)\s*=/m.test(text),
    read: readDnsmasqConf,
  },
  {
    name: 'dhcpd',
    isIt: (text) =>
      /^\s*(?:host|subnet|shared-network|group|include|option|next-server)\b[^;{]*[;{]/m.test(text),
    read: readDhcpdConf,
  },
]

/** null: the kind is unknown. */
export function kindOf(text: string): TextKind | null {
  const bare = text.replace(/^(?:\s+|#[^\n]*(?:\n|$)|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '')
  return KINDS.find(({ isIt }) => isIt(bare)) ?? null
}
