/** What one run is to do: the command line and the site settings, checked, as plain data. */

import type { GuestType } from '../guest-kernel/index.ts'
import type { LeaseUse } from '../lease.ts'
import type { ProgramName } from '../program-names.ts'
import type { OutputFormat } from './results/formats.ts'

/** The guest that boots. Passed to the PXE client process as JSON. */
export interface Guest {
  /** Lower case, colons. */
  mac: string
  /** Lower case, 8-4-4-4-12; null: not given. */
  uuid: string | null
}

/** Which entry of the configuration boots. `entry`: label, or number from 0 (pygrub). */
export interface EntrySelection {
  label: string | null
  entry: string | null
  /** Words appended to the entry's command line. */
  args: string
  /** Show the menu even if the configuration would not. */
  interactive: boolean
}

/** What DHCP requests contain; null: the default, by RFC 4578 or from the guest's MAC. `clientId` is in hexadecimal. */
export interface DhcpSettings {
  server: string | null
  clientId: string | null
  userClass: string | null
  vendorClass: string | null
  arch: number
  pxeService: number | null
}

/** Limits of a run. Times in ms, sizes in bytes. */
export interface Limits {
  totalMs: number
  dhcpMs: number
  menuMs: number
  maxSize: number
}

/** The user of the processes that talk to the network. `perRun`: `uid` begins a range, from which each run takes one. */
export interface RunAs {
  uid: number
  perRun: boolean
}

/** Where the guest's network is. With both names null, the bridge is searched for. */
export interface NetworkPlace {
  mode: 'guest' | 'host'
  bridge: string | null
  interface: string | null
  runas: RunAs
  /** The file that the port's packets are captured to; null: none. */
  pcap: string | null
  /** Boot although the guest seems to run. */
  force: boolean
  /** A dry run uses the guest's Ethernet address, unless the guest runs. */
  asGuest: boolean
}

/** A boot tree on this host that stands in for the network, and what DHCP would have said. */
export interface TreePlace {
  dir: string
  address: string
  netmask: string
  gateway: string | null
  server: string | null
  nextServer: string | null
  bootFile: string
  /** The boot file that DHCP names to iPXE; null: the same as `bootFile`. */
  ipxeBootFile: string | null
  configFile: string | null
  pathPrefix: string | null
  /** Option code and its text as given. */
  options: { code: number; value: string }[]
}

/** What the kernel and ramdisk must match: SHA-256 sums in lower-case hexadecimal, or a file with sums or a key. */
export interface Pins {
  kernel: string | null
  ramdisk: string | null
  list: string | null
  /** The local disk may boot, although no pin covers it. */
  localBoot: boolean
}

/** How much is logged, and how. */
export interface LogSettings {
  level: 'quiet' | 'normal' | 'verbose' | 'debug'
  format: 'text' | 'json'
}

/** One boot, as every command that plays one has read it. Passed to the client processes as JSON. */
export interface BootTask {
  guest: Guest
  selection: EntrySelection
  place: NetworkPlace
  tree: TreePlace | null
  dhcp: DhcpSettings
  /** The guest's SMBIOS strings: manufacturer, product, version, serial, asset. */
  smbios: Record<string, string>
  /** Folder of the configuration files on the server; null: the boot program's own. */
  configDir: string | null
  /** The boot program to play; null: the one that the boot file is. */
  program: ProgramName | null
  /** The prefix directory of a GRUB image; null: the one that the image contains. */
  grubPrefix: string | null
  /** File with PEM certificates; null: those that come with Node. */
  caFile: string | null
  pins: Pins
  limits: Limits
  log: LogSettings
  hosts: HostsPlace
  /** `entries`: only list the configuration's labels. */
  goal: 'entries' | 'files'
  /** On a live network. */
  lease: LeaseUse
  /** Somebody at the terminal may choose, even without --interactive. A list of entries asks nobody. */
  attended: boolean
  /** The guest that the kernel must be able to start; null: any. */
  guestType: GuestType | null
  /** The report tells the SHA-256 of downloaded files, which costs 5 % of what their transfer does. */
  sums: boolean
}

/** Where the store of hosts and their state are; null: the default places. */
export interface HostsPlace {
  store: string | null
  stateDir: string | null
}

/** What the bootloader call is to do. */
export interface BootRequest {
  task: BootTask
  /** null: standard output. */
  output: string | null
  format: OutputFormat
  outputDirectory: string
  /** Name or number of the user who will own the files; null: our own. */
  owner: string | null
  notReally: boolean
  /** Files that the domain configuration names; null: none. */
  domain: { kernel: string | null; ramdisk: string | null }
  disk: string | null
  pygrub: string | null
  /** Warnings about options that no longer have an effect. */
  remarks: string[]
}
