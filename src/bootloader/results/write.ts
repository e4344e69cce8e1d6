/** Formats a boot result for a hypervisor. Source: pygrub's format_sxp and format_simple; libxl_bootloader.c. */

import { type BootResult, refuseUnfit } from './boot-result.ts'
import type { TextFormat } from './formats.ts'
import { qemuWords } from './qemu-words.ts'
import { pythonRepr, shellWord } from './quoting.ts'

/** The bytes of a result. Throws E_CMDLINE_TOO_LONG, and E_OUTPUT for what the format cannot hold. */
export function formatResult(result: BootResult, format: TextFormat): Buffer {
  refuseUnfit(result)
  return Buffer.from(FORMATS[format](result), 'latin1')
}

const FORMATS = {
  sxp: ({ kernel, ramdisk, args }) =>
    `linux (kernel ${pythonRepr(kernel)})` +
    (ramdisk === null ? '' : `(ramdisk ${pythonRepr(ramdisk)})`) +
    (args === '' ? '' : `(args ${pythonRepr(args)})`),
  simple: (result) => items(result, '\n'),
  simple0: (result) => items(result, '\0'),
  qemu: (result) => `${qemuWords(result).map(shellWord).join(' ')}\n`,
} satisfies Record<TextFormat, (result: BootResult) => string>

/** Items, each followed by the separator, and one more separator at the end. */
function items({ kernel, ramdisk, args }: BootResult, separator: string): string {
  const lines = [`kernel ${kernel}`]
  if (ramdisk !== null) lines.push(`ramdisk ${ramdisk}`)
  if (args !== '') lines.push(`args ${args}`)
  return lines.map((line) => line + separator).join('') + separator
}
