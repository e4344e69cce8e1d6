/** Options of the embedded server, wherever it runs. */

import type { Options } from 'yargs'

const text = (describe: string) =>
  ({ type: 'string', requiresArg: true, describe }) as const satisfies Options

export const serverOptions = {
  range: text('addresses to give away, FIRST-LAST, or none (default: the upper half of the network)'),
  bootfile: text('the boot file'),
  'next-server': text('the TFTP server (default: this one)'),
  'config-file': text('option 209: the configuration file tried first'),
  'path-prefix': text('option 210: put in front of every file name'),
  reservations: text('ini file with addresses and words of single clients'),
  fixture: text('ini file with the faults to make'),
  'log-format': {
    ...text('log lines as text, or as JSON objects'),
    choices: ['text', 'json'],
    default: 'text',
  },
} as const
