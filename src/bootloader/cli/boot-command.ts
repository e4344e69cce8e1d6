/** The bootloader call, which has no command word: `tspxeboot [OPTION]... [GUEST-WORD]... [DISK]`. */

import { parseGuestWords } from './guest-words.ts'
import type { AddCommand } from './invocation.ts'
import { bootOptions, guestOptions } from './options.ts'
import { readBootRequest } from './read-request.ts'

const BOOT_OPTIONS = { ...guestOptions, ...bootOptions }

export const addBootCommand: AddCommand = (parser, found) =>
  parser.command(
    '$0 [words..]',
    'play the PXE boot of a guest and hand the result to its hypervisor',
    (command) =>
      command
        .positional('words', { type: 'string', array: true, describe: 'GUEST-WORD... [DISK]' })
        .options(BOOT_OPTIONS)
        .example(
          'tspxeboot mac=00:16:3e:11:22:33 bridge=xenbr0 /dev/vg/guest',
          'boot a guest, as a bootloader= of xl does',
        )
        .example('tspxeboot --list-entries mac=00:16:3e:11:22:33', 'what could it boot?'),
    (options) => {
      const guestWords = [...(options.words ?? []), ...options._.map(String)]
      found({
        settable: new Set(Object.keys(BOOT_OPTIONS)),
        config: options.config ?? null,
        guestWords,
        async run() {
          const request = readBootRequest(options, parseGuestWords(guestWords))
          const { runBoot } = await import('../commands/boot.ts')
          return runBoot(request)
        },
      })
    },
  )
