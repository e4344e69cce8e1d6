/** Options of the embedded server, for `serve` and `lab`. */

import type { Option } from '../../command.ts'
import { last } from '../../request/options.ts'

/** An option with a value. */
export const text = (describe: string) =>
  ({ type: 'string', requiresArg: true, coerce: last<string>, describe }) as const satisfies Option
/** An option without a value. */
export const flag = (describe: string) =>
  ({ type: 'boolean', coerce: last<boolean>, describe }) as const satisfies Option
/** An option whose value is a path. */
export const path = (describe: string) => ({ ...text(describe), completes: 'path' }) as const satisfies Option

/** The options for what the server sends to clients, and how it logs. */
export const serverOptions = {
  range: text('addresses to assign, FIRST-LAST, or none (default: the upper half of the network)'),
  bootfile: text('the boot file'),
  'ipxe-bootfile': text('the boot file for iPXE'),
  'efi-x86_64-bootfile': text('the boot file for UEFI firmware of x86-64'),
  'efi-arm64-bootfile': text('the boot file for UEFI firmware of 64-bit Arm'),
  'http-bootfile': text('the file for UEFI firmware that boots by HTTP: a URL, or a name on this server'),
  'next-server': text('the TFTP server (default: this one)'),
  'config-file': text('option 209: the configuration file tried first'),
  'path-prefix': text('option 210: the prefix of every file name'),
  reservations: path('ini file with addresses and words of single clients'),
  fixture: path('ini file with the faults to make'),
  quiet: { ...flag('log nothing but warnings'), alias: 'q' },
  'log-file': path('append the log to this file instead of printing it'),
  'log-format': {
    ...text('log lines as text, or as JSON objects'),
    choices: ['text', 'json'],
    default: 'text',
  },
} as const
