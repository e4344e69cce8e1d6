/** Names on the boot server: where a boot program looks for a host's configuration, and how it names other files. */

import { programOfName } from '../../program-names.ts'
import { effective, type Host, type HostStore } from '../store.ts'

/** A host's own iPXE script. */
export function scriptName(host: Host): string {
  return `hosts/${host.name}/boot.ipxe`
}

/** The boot files that DHCP may name to a plain PXE client, by the keys of the store that say so. */
const BOOT_FILES = ['boot-file', 'boot-file-efi-x86_64', 'boot-file-efi-arm64'] as const

export const DEFAULT_BOOT_FILE = 'pxelinux.0'

/** `01-00-16-3e-11-22-33`: PXELINUX and GRUB ask in lower case, with the type of Ethernet before the address. */
export function macName(mac: string): string {
  return `01-${mac.replaceAll(':', '-')}`
}

/**
 * The folders that PXELINUX takes names from: option 210, else that of each boot file that is a PXELINUX, or may be one;
 * with a slash at its end, empty for the root.
 */
export function pxelinuxPrefixes(store: HostStore, host: Host): string[] {
  const given = effective(store, host, 'option-210')?.value
  if (given !== undefined && !/^(none$|hex:|ip:)/.test(given)) return [relative(given)]
  const prefixes = bootFiles(store, host)
    .filter((file) => (programOfName(file) ?? 'pxelinux') === 'pxelinux')
    .map((file) => relative(folderOf(file)))
  return prefixes.length === 0 ? [''] : [...new Set(prefixes)]
}

/**
 * The folder that GRUB was built to look in: `grub-prefix`, else that of its boot file; `grub` where an image for EFI
 * lies in the root, as Debian builds those.
 */
export function grubPrefix(store: HostStore, host: Host): string {
  const given = effective(store, host, 'grub-prefix')?.value
  if (given !== undefined) return withSlash(relative(given.replace(/^\([^)]*\)/, '')))
  const file = bootFiles(store, host).find((name) => programOfName(name) === 'grub')
  if (file === undefined) return 'grub/'
  const folder = relative(folderOf(file))
  return folder === '' && file.includes('.efi') ? 'grub/' : folder
}

/** The boot file that starts the program, for a boot that is played offline. */
export function bootFileOf(store: HostStore, host: Host, program: 'pxelinux' | 'grub'): string {
  const files = bootFiles(store, host)
  return files.find((file) => programOfName(file) === program) ?? files[0] ?? DEFAULT_BOOT_FILE
}

function bootFiles(store: HostStore, host: Host): string[] {
  const named = BOOT_FILES.map((key) => effective(store, host, key)?.value ?? null)
  return [named[0] ?? DEFAULT_BOOT_FILE, ...named.slice(1).filter((file) => file !== null)]
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1)
}

/** Below the root: without server and leading slashes. */
function relative(name: string): string {
  return name.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/^\/+/, '')
}

function withSlash(folder: string): string {
  return folder === '' || folder.endsWith('/') ? folder : `${folder}/`
}

export function isUrl(name: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(name)
}

/** A name below the root as one that no folder is put before; URLs as they are. */
export function fromRoot(name: string): string {
  return isUrl(name) || name.startsWith('/') ? name : `/${name}`
}
