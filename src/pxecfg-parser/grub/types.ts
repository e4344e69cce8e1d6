/** What a GRUB boot is given, and what it comes to. Names and command lines are byte text. */

import type { BootFile } from '../types.ts'
import type { At, Block } from './syntax.ts'

/** The machine that boots, as GRUB on it would see it. */
export interface GrubClient {
  /** Lower case, with colons. */
  mac: string
  address: string
  /** Where `(tftp)` leads: the boot server, an address. */
  server: string
  /** Option 97 as the server echoed it, 32 hexadecimal digits in wire order; null: it did not. */
  uuid: string | null
  bootFile: string
  /** How the boot server's device is called: `tftp,ADDRESS`, or `http,HOST` where the boot file came from there. */
  device: string
  /** What an EFI image carries, or the caller said: a path, with a device before it or not; null: the boot file's directory. */
  prefix: string | null
  /** The image looks in the boot file's directory before its own prefix, as Red Hat's do. */
  ownDirectoryFirst: boolean
  /** The one name that the image looks for in its prefix, as Debian's signed ones do; null: the whole search. */
  onlyName: string | null
  firmware: 'pc' | 'efi'
  cpu: string
  /** What SMBIOS says of the machine: manufacturer, product, version, serial, asset, and its UUID as people write it. */
  smbios: Readonly<Record<string, string>>
  /** DHCP's: options 12, 15, 17, 18 and the server name field. */
  facts: Readonly<
    Record<'hostname' | 'domain' | 'rootpath' | 'extensionspath' | 'dhcp_server_name', string | null>
  >
}

/** What the caller wants booted. */
export interface GrubSelection {
  /** A title, an id or a number, `>` leads into a submenu; null: what the configuration says. */
  entry: string | null
  /** Added to the command line of what boots. */
  args: string
  /** Show the menu even where the configuration would not. */
  interactive: boolean
}

/** What menuentry and submenu make. */
export interface MenuItem {
  title: string
  /** The title where none was given. */
  id: string
  hasId: boolean
  hotkey: string | null
  /** Who may boot it beside the superusers; null: everybody. */
  users: string[] | null
  submenu: boolean
  /** The title and what follows it: `$1`, `$2`, ... of the body. */
  args: string[]
  body: Block
  at: At
  /** A submenu's entries, once it was opened. */
  opened: MenuItem[] | null
}

/** A menu in front. `timeoutMs` null: it waits for a key. */
export interface GrubScreen {
  items: MenuItem[]
  defaultIndex: number
  timeoutMs: number | null
  hidden: boolean
  /** Inside another one, to which Esc leads back. */
  nested: boolean
  /** Passwords of those who may boot everything; null: nobody has to say one. */
  superusers: string[] | null
  passwords: ReadonlyMap<string, string>
  /** Why the last choice did not boot. */
  error: string | null
}

/** An initrd; `newc`: the path it gets in a cpio archive around it, null: it goes in as it is. */
export interface Initrd {
  file: BootFile
  newc: string | null
}

/** A word of a command line and where it was written. */
export interface Piece {
  from: 'BOOT_IMAGE' | 'linux' | 'module'
  text: string
  at: At
}

/** A directive that shaped the entry. */
export interface Shaper {
  at: At
  command: string
  words: string
}

/** What GRUB would boot. */
export interface GrubEntry {
  /** Id, or title; null: the script boots outside any entry. */
  label: string | null
  via: string[]
  kernel: BootFile | null
  initrds: Initrd[]
  hypervisor: BootFile | null
  cmdline: string
  /** What a guest gets: without the BOOT_IMAGE= and initrd= words. */
  args: string
  pieces: Piece[]
  local: { via: 'exit' | 'chainloader'; value: string | null } | null
  xen: {
    protocol?: 'multiboot' | 'multiboot2'
    hypervisor: string
    args: string
    modules: { path: string; args: string }[]
  } | null
  shapers: Shaper[]
}
