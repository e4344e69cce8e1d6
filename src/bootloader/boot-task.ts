/** What one run is asked to do: the command line and the site settings, checked, as plain data. */

import type { GuestType } from '../guest-kernel/index.ts'
import type { ProgramName } from '../program-names.ts'
import type { OutputFormat } from './results/formats.ts'

/** Who boots, where its network is, and what is known of it before. Crosses to the PXE client process as JSON. */
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
  /** Show the menu even where the configuration would not. */
  interactive: boolean
}

/** How DHCP is asked; null: the default of RFC 4578 and of the guest's MAC. `clientId` is in hexadecimal. */
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

/** Who the processes are that talk to the network. `perRun`: `uid` is the first of a range, of which each run has one. */
export interface RunAs {
  uid: number
  perRun: boolean
}

/** Where the guest's network is. Both names null: the bridge is looked for. */
export interface NetworkPlace {
  mode: 'guest' | 'host'
  bridge: string | null
  interface: string | null
  runas: RunAs
  /** File for the port's packets; null: none. */
  pcap: string | null
  /** Boot although the guest seems to run. */
  force: boolean
  /** A dry run has the guest's Ethernet address, unless the guest runs. */
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
  /** What DHCP names to iPXE; null: nothing else. */
  ipxeBootFile: string | null
  configFile: string | null
  pathPrefix: string | null
  /** Option code and its text as given. */
  options: { code: number; value: string }[]
}

/** What kernel and ramdisk have to be: SHA-256 sums in lower-case hexadecimal, or a file with sums or a key. */
export interface Pins {
  kernel: string | null
  ramdisk: string | null
  list: string | null
  /** The local disk may boot, which no pin covers. */
  localBoot: boolean
}

/** How much is logged, and how. */
export interface LogSettings {
  level: 'quiet' | 'normal' | 'verbose' | 'debug'
  format: 'text' | 'json'
}

/** What the words of every command that plays a boot say. */
export interface GuestRequest {
  guest: Guest
  selection: EntrySelection
  place: NetworkPlace
  tree: TreePlace | null
  dhcp: DhcpSettings
  /** What the guest's SMBIOS says: manufacturer, product, version, serial, asset. */
  smbios: Record<string, string>
  /** Folder of the configuration files on the server; null: the boot program's own. */
  configDir: string | null
  /** The boot program that is played; null: what the boot file is. */
  program: ProgramName | null
  /** The directory that a GRUB image was built for; null: what the image says. */
  grubPrefix: string | null
  /** File with PEM certificates; null: those that Node brings. */
  caFile: string | null
  pins: Pins
  limits: Limits
  log: LogSettings
  hosts: HostsPlace
}

/** Where the store of hosts is, and what is remembered of them; null: the usual places. */
export interface HostsPlace {
  store: string | null
  stateDir: string | null
}

/** One boot: who, where, and what the caller wants of it. Crosses to the client processes as JSON. */
export interface BootTask extends GuestRequest {
  /** `entries`: stop at the configuration's labels. */
  goal: 'entries' | 'files'
  /** On a live network: `offer`: look at it and take none; `keep`: it is the guest's; `return`: give it back at the end. */
  lease: 'offer' | 'keep' | 'return'
  /** Ask the person at the terminal, even without --interactive. A list of entries asks nobody. */
  attended: boolean
  /** The guest that the kernel must be able to start; null: any. */
  guestType: GuestType | null
}

/** The bootloader call. */
export interface BootRequest extends GuestRequest {
  /** null: standard output. */
  output: string | null
  format: OutputFormat
  outputDirectory: string
  /** Name or number of the user who shall own the files; null: ours. */
  owner: string | null
  listEntries: boolean
  notReally: boolean
  /** What the domain configuration says; null: nothing. */
  domain: { kernel: string | null; ramdisk: string | null }
  disk: string | null
  pygrub: string | null
  /** Warnings about options that no longer have an effect. */
  remarks: string[]
}
