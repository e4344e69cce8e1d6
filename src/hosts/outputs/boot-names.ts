/** Names on the boot server. */

import { type ProgramName, programOfName } from '../../program-names.ts'
import { effectiveText, type Host, type HostStore } from '../store.ts'

/** The keys of the store for the boot files that DHCP may name to a plain PXE client. */
const BOOT_FILES = ['boot-file', 'boot-file-efi-x86_64', 'boot-file-efi-arm64'] as const

/** The boot file that DHCP names where the store names none. */
export const DEFAULT_BOOT_FILE = 'pxelinux.0'

/** `01-00-16-3e-11-22-33`: the name that PXELINUX and GRUB look for, in lower case, after Ethernet's hardware type. */
export function macName(mac: string): string {
  return `01-${mac.replaceAll(':', '-')}`
}

/** The boot file that starts `program`, for a boot that is played offline. */
export function bootFileOf(store: HostStore, host: Host, program: ProgramName): string {
  const files = bootFiles(store, host)
  return files.find((file) => programOfName(file) === program) ?? files[0] ?? DEFAULT_BOOT_FILE
}

/** The boot files that DHCP may name to a plain PXE client. */
export function bootFiles(store: HostStore, host: Host): string[] {
  const named = BOOT_FILES.map((key) => effectiveText(store, host, key))
  return [named[0] ?? DEFAULT_BOOT_FILE, ...named.slice(1).filter((file) => file !== null)]
}

/** The folder of `file`, with a slash at its end; empty for the root. */
export function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1)
}

/** A name or URL as a name below the root: without its server and leading slashes. */
export function relative(name: string): string {
  return name.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/^\/+/, '')
}

/** `folder` with a slash at its end; empty for the root. */
export function withSlash(folder: string): string {
  return folder === '' || folder.endsWith('/') ? folder : `${folder}/`
}

/** Whether a name begins with `SCHEME://`. */
export function isUrl(name: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(name)
}

/** The absolute form of a name below the root, which no boot program puts a folder before. URLs are unchanged. */
export function fromRoot(name: string): string {
  return isUrl(name) || name.startsWith('/') ? name : `/${name}`
}
