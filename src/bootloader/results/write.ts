/** A boot result in the form that a hypervisor reads. Source: pygrub's format_sxp and format_simple; libxl_bootloader.c. */

import { BootError } from '../../boot-error.ts'
import type { TextFormat } from './formats.ts'
import { qemuWords } from './qemu-words.ts'
import { pythonRepr, shellWord } from './quoting.ts'

/** What a guest boots: paths on the host and its kernel's command line, as byte text. `args` empty: none. */
export interface BootResult {
  kernel: string
  ramdisk: string | null
  args: string
}

/** libxl drops an item of the result over 8191 bytes, with its `args ` before it, and boots without a command line. */
const LIBXL_ARGS_LIMIT = 8186

/** The bytes of a result. Throws E_CMDLINE_TOO_LONG, and E_OUTPUT for what the format cannot hold. */
export function formatResult(result: BootResult, format: TextFormat): Buffer {
  refuseUnfit(result)
  return Buffer.from(FORMATS[format](result), 'latin1')
}

/** What libxl could not take is refused in every format: one result, whoever reads it. Throws as formatResult does. */
export function refuseUnfit(result: Partial<BootResult>): void {
  const { args = '' } = result
  if (args.length > LIBXL_ARGS_LIMIT) {
    throw new BootError('E_CMDLINE_TOO_LONG', {
      what: `the command line has ${args.length} bytes; libxl drops one of more than ${LIBXL_ARGS_LIMIT} and boots without it`,
      hint: 'shorten APPEND, or the extra and root of the domain configuration',
    })
  }
  for (const [name, value] of Object.entries(result)) if (value !== null) refuseControl(name, value)
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

/** Items each with the separator behind, and one more at the end. */
function items({ kernel, ramdisk, args }: BootResult, separator: string): string {
  const lines = [`kernel ${kernel}`]
  if (ramdisk !== null) lines.push(`ramdisk ${ramdisk}`)
  if (args !== '') lines.push(`args ${args}`)
  return lines.map((line) => line + separator).join('') + separator
}

function refuseControl(name: string, value: string): void {
  if (/[\0\n]/.test(value)) {
    throw new BootError('E_OUTPUT', {
      what: `the ${name} of the result has a ${value.includes('\0') ? 'NUL' : 'line feed'} in it, which no result format can carry`,
      hint:
        name === 'args'
          ? 'look at --args: the extra, root or cmdline of the domain configuration'
          : 'choose another --output-directory',
    })
  }
}
