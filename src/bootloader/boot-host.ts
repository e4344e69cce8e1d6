/** What a boot needs from its surroundings. */

import type { Lease } from '../lease.ts'
import type { PxeHost } from '../pxecfg-parser/index.ts'
import type { Fetcher } from '../tftp-fetch/index.ts'
import type { BootFiles } from './boot-files.ts'
import type { MachineFacts } from './firmware.ts'

/** What differs between a live network and a boot tree, a boot and a dry run. */
export interface BootHost {
  lease(): Promise<Lease>
  fetcher(lease: Lease): Fetcher
  /** The boot server as an address. */
  bootServer(lease: Lease): Promise<string>
  choose: PxeHost['choose']
  files: BootFiles
  machine: MachineFacts
}
