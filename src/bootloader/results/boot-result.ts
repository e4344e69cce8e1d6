/** What a guest boots, and which of it no format can carry. */

import { BootError } from '../../boot-error.ts'

/** Paths on the host, and the kernel's command line (empty: none), as byte text. */
export interface BootResult {
  kernel: string
  ramdisk: string | null
  args: string
}

/** libxl drops an item over 8191 bytes, the leading `args ` included, and boots without a command line. */
const LIBXL_ARGS_LIMIT = 8186

/** Refuses in every format what libxl could not read, so that all formats boot the same. Throws E_CMDLINE_TOO_LONG, E_OUTPUT. */
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
