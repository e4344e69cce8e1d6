/**
 * What goes on a boot ISO, and the arguments that make xorriso put it there. One non-hybrid image boots under BIOS and
 * EFI: an El Torito BIOS entry with isolinux, and an El Torito EFI entry whose FAT image holds GRUB. GRUB only finds the
 * unified kernel image on the ISO and starts it, because firmware cannot read an ISO's large files itself, nor a FAT
 * image over 32 MiB. GRUB does not get the command line, since it would quote it anew; the unified image passes it on
 * unchanged.
 */

import { isolinuxPrefix } from './command-line.ts'
import type { Firmware } from './firmware.ts'

/** Paths of the host's files that go on the ISO. */
export interface HostFiles {
  kernel: string
  ramdisk: string | null
  isolinux: string
  ldlinux: string
}

/** Names, in the work folder, of the files that are made for this ISO. */
export const MADE_FILES = {
  isolinuxConfig: 'isolinux.cfg',
  grubConfig: 'grub-early.cfg',
  grub: 'bootx64.efi',
  efiImage: 'efi.img',
  unifiedKernel: 'linux.efi',
} as const

/** Every date on the ISO, so that equal boots give equal bytes; also the file system's UUID, by which GRUB finds it. */
export const ISO_DATE = '2020010100000000'
const ISO_UUID = '2020-01-01-00-00-00-00'
/** ISO_DATE in seconds since 1970. */
export const ISO_EPOCH = '1577836800'

const VOLUME = 'TSPXEBOOT'

/** Modules that GRUB needs to read an ISO and to start an EFI program from it. */
export const GRUB_MODULES = ['iso9660', 'search', 'search_fs_uuid', 'chain', 'boot', 'minicmd']

/** isolinux.cfg: one entry, started at once; nothing typed at the console can interrupt it. */
export function isolinuxConfig(commandLine: Uint8Array, hasRamdisk: boolean): Buffer {
  const append = isolinuxPrefix(hasRamdisk).replace(/^BOOT_IMAGE=\S+ /, '')
  return Buffer.concat([
    Buffer.from(`DEFAULT boot\nPROMPT 0\nNOESCAPE 1\nLABEL boot\nKERNEL /linux\nAPPEND ${append}`),
    commandLine,
    Buffer.from('\n'),
  ])
}

/** The script built into GRUB: nothing in it comes from the boot server. */
export const GRUB_CONFIG = `search --no-floppy --fs-uuid --set=root ${ISO_UUID}\nchainloader ($root)/linux.efi\nboot\n`

/** Arguments of xorriso that write the ISO to `output`; the made files lie in `folder`. */
export function xorrisoArguments(
  firmwares: readonly Firmware[],
  host: HostFiles,
  folder: string,
  output: string,
): string[] {
  const bios = firmwares.includes('bios')
  const efi = firmwares.includes('efi')
  const made = (name: keyof typeof MADE_FILES) => `${folder}/${MADE_FILES[name]}`
  const files: [onIso: string, onHost: string][] = []
  if (bios) {
    files.push(['/isolinux/isolinux.bin', host.isolinux], ['/isolinux/ldlinux.c32', host.ldlinux])
    files.push(['/isolinux/isolinux.cfg', made('isolinuxConfig')], ['/linux', host.kernel])
    if (host.ramdisk !== null) files.push(['/initrd', host.ramdisk])
  }
  if (efi) {
    // VirtualBox's EFI also looks for the loader in the ISO's own tree.
    files.push(['/EFI/BOOT/BOOTX64.EFI', made('grub')], ['/efi.img', made('efiImage')])
    files.push(['/linux.efi', made('unifiedKernel')])
  }
  return [
    '-no_rc',
    ...['-as', 'mkisofs', '-quiet', '-o', output, '-V', VOLUME, '-r', '-iso-level', '3'],
    `--modification-date=${ISO_DATE}`,
    ...['--set_all_file_dates', ISO_DATE],
    ...(bios ? ['-b', 'isolinux/isolinux.bin', '-c', 'isolinux/boot.cat', ...BIOS_ENTRY] : []),
    ...(bios && efi ? ['-eltorito-alt-boot'] : []),
    ...(efi ? ['-e', 'efi.img', '-no-emul-boot'] : []),
    '-graft-points',
    ...files.map(([onIso, onHost]) => `${onIso}=${escapeGraft(onHost)}`),
  ]
}

const BIOS_ENTRY = ['-no-emul-boot', '-boot-load-size', '4', '-boot-info-table']

/** A path on the right of a graft point: `=` and backslash are escaped by a backslash (xorrisofs(1)). */
function escapeGraft(path: string): string {
  return path.replace(/[\\=]/g, '\\$&')
}
