/**
 * Which command lines a boot medium can carry. The boot server chose the text, and it ends up in isolinux.cfg:
 * a line break in it would be a directive of its own.
 */

import { isUtf8 } from 'node:buffer'
import { BootError } from '../boot-error.ts'
import type { Firmware } from './firmware.ts'

/** Bytes that isolinux passes on, its own words included. It drops one more byte, and with two more stops at its prompt. */
export const ISOLINUX_LIMIT = 2046

/** What isolinux puts first: the kernel's name and the ramdisk's. */
export function isolinuxPrefix(hasRamdisk: boolean): string {
  return `BOOT_IMAGE=/linux ${hasRamdisk ? 'initrd=/initrd ' : ''}`
}

/**
 * Throws if `commandLine` (bytes as the kernel will see them) cannot be booted from the medium:
 * E_CONFIG_INVALID for control characters, E_CMDLINE_TOO_LONG past isolinux's limit,
 * E_UNSUPPORTED for text that EFI, whose strings are UTF-16, could not pass on unchanged.
 */
export function checkCommandLine(
  commandLine: Uint8Array,
  hasRamdisk: boolean,
  firmwares: readonly Firmware[],
): void {
  const control = commandLine.find((byte) => (byte < 0x20 && byte !== 0x09) || byte === 0x7f)
  if (control !== undefined) {
    throw new BootError('E_CONFIG_INVALID', {
      what: `the command line holds the control character 0x${control.toString(16).padStart(2, '0')}, which no boot medium carries`,
      hint: "remove it from the entry's APPEND line in the boot server's configuration",
    })
  }
  const most = ISOLINUX_LIMIT - isolinuxPrefix(hasRamdisk).length
  if (commandLine.length > most) {
    throw new BootError('E_CMDLINE_TOO_LONG', {
      what: `the command line has ${commandLine.length} bytes, and a boot medium carries at most ${most}`,
      hint: "shorten the entry's APPEND line in the boot server's configuration",
    })
  }
  if (firmwares.includes('efi') && !isUtf8(commandLine)) {
    throw new BootError('E_UNSUPPORTED', {
      what: 'the command line is not UTF-8, and EFI would lose the bytes that are not',
      hint: "write the entry's APPEND line in UTF-8, or boot a machine with BIOS firmware",
    })
  }
}
