/** Names on the boot server. */

import { type ProgramName, programOfName } from '../../program-names.ts'
import { effectiveText, type Host, type HostStore } from '../store.ts'

/** The boot files that DHCP may name to a plain PXE client, by the keys of the store that say so. */
const BOOT_FILES = ['boot-file', 'boot-file-efi-x86_64', 'boot-file-efi-arm64'] as const

export const DEFAULT_BOOT_FILE = 'pxelinux.0'

/** `01-00-16-3e-11-22-33`: PXELINUX and GRUB ask in lower case, with the type of Ethernet before the address. */
export function macName(mac: string): string {
  return `01-${mac.replaceAll(':', '-')}`
}

/** The boot file that starts the program, for a boot that is played offline. */
export function bootFileOf(store: HostStore, host: Host, program: ProgramName): string {
  const files = bootFiles(store, host)
  return files.find((file) => programOfName(file) === program) ?? files[0] ?? DEFAULT_BOOT_FILE
}

/** What DHCP may name to a plain PXE client. */
export function bootFiles(store: HostStore, host: Host): string[] {
  const named = BOOT_FILES.map((key) => effectiveText(store, host, key))
  return [named[0] ?? DEFAULT_BOOT_FILE, ...named.slice(1).filter((file) => file !== null)]
}

/** The folder of `file`, with a slash at its end; empty for the root. */
export function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1)
}

/** Below the root: without server and leading slashes. */
export function relative(name: string): string {
  return name.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/^\/+/, '')
}

/** `folder` with a slash at its end; empty for the root. */
export function withSlash(folder: string): string {
  return folder === '' || folder.endsWith('/') ? folder : `${folder}/`
}

export function isUrl(name: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(name)
}

/** A name below the root as one that no folder is put before; URLs as they are. */
export function fromRoot(name: string): string {
  return isUrl(name) || name.startsWith('/') ? name : `/${name}`
}
