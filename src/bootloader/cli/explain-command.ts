/** `explain GUEST`: a dry run and its report. */

import { BootError } from '../../boot-error.ts'
import type { GuestType } from '../../guest-kernel/check-guest-type.ts'
import { parseGuestWords } from './guest-words.ts'
import type { AddCommand } from './invocation.ts'
import { explainOptions, guestOptions } from './options.ts'
import { readGuestRequest } from './read-request.ts'

const EXPLAIN_OPTIONS = { ...guestOptions, ...explainOptions }

export const addExplainCommand: AddCommand = (parser, found) =>
  parser.command(
    'explain <words..>',
    'tell what a guest would boot, step by step, and why not',
    (command) =>
      command
        .positional('words', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'MAC, or GUEST-WORD...',
        })
        .options(EXPLAIN_OPTIONS)
        .example(
          'tspxeboot explain 00:16:3e:11:22:33 --bridge xenbr0',
          'on the live network, taking no lease',
        )
        .example(
          'tspxeboot explain 00:16:3e:11:22:33 --tree tftpboot --ip 192.0.2.5',
          'in a boot tree, as anybody',
        ),
    (options) => {
      const words = [...options.words, ...options._.slice(1).map(String)]
      const guestWords = words.map((word, at) => (at === 0 && !/^[^,]*=/.test(word) ? `mac=${word}` : word))
      found({
        settable: new Set(Object.keys(EXPLAIN_OPTIONS)),
        config: options.config ?? null,
        guestWords,
        async run() {
          const request = {
            ...readGuestRequest(options, parseGuestWords(guestWords)),
            json: options.json ?? false,
            takeLease: options['take-lease'] ?? false,
            download: options.download ?? false,
            guestType: readGuestType(options),
          }
          const { runExplain } = await import('../commands/explain.ts')
          return runExplain(request)
        },
      })
    },
  )

/** What a kernel can start is in the kernel: it has to be at hand. */
function readGuestType(options: {
  'guest-type'?: string | undefined
  tree?: string | undefined
  download?: boolean | undefined
}): GuestType | null {
  const type = options['guest-type']
  if (type !== undefined && options.tree === undefined && options.download !== true) {
    throw new BootError('E_USAGE', {
      what: '--guest-type looks into the kernel',
      hint: 'add --download, or --tree',
    })
  }
  return type === undefined ? null : (type as GuestType)
}
