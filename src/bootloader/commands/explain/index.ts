/** `explain GUEST`: a dry run and its report. */

import { BootError } from '../../../boot-error.ts'
import type { GuestType } from '../../../guest-kernel/index.ts'
import { command } from '../../command.ts'
import { guestNamedFirst } from '../../request/guest-words.ts'
import { explainOptions, guestOptions } from '../../request/options.ts'
import { readBootTask } from '../../request/read-request.ts'

const options = { ...guestOptions, ...explainOptions }

export const explain = command({
  name: 'explain',
  summary: 'show what a guest would boot, step by step, or why it would not',
  positionals: { words: { many: true, required: true, describe: 'MAC, HOST, or GUEST-WORD...' } },
  options,
  examples: [
    ['tspxeboot explain 00:16:3e:11:22:33 --bridge xenbr0', 'on the live network, taking no lease'],
    ['tspxeboot explain 00:16:3e:11:22:33 --tree tftpboot --ip 192.0.2.5', 'in a boot tree, as any user'],
  ],
  settings: { keys: new Set(Object.keys(options)), guestWords: ({ words }) => guestNamedFirst(words) },
  read: (given, guest) => ({
    task: readBootTask(given, guest, {
      lease: given['take-lease'] === true ? 'return' : 'offer',
      attended: false,
      sums: true,
      guestType: readGuestType(given),
    }),
    json: given.json ?? false,
    download: given.download ?? false,
  }),
  async run(request) {
    const { runExplain } = await import('./run.ts')
    return runExplain(request)
  },
  async tellUnknownGuest({ json }, error) {
    if (json) await (await import('./run.ts')).printFailure(error)
  },
})

/** Which guests a kernel can start is known only from the kernel itself, so the file must be available. */
function readGuestType(given: {
  'guest-type'?: string | undefined
  tree?: string | undefined
  download?: boolean | undefined
}): GuestType | null {
  const type = given['guest-type']
  if (type !== undefined && given.tree === undefined && given.download !== true) {
    throw new BootError('E_USAGE', {
      what: '--guest-type needs the kernel',
      hint: 'add --download, or --tree',
    })
  }
  return type === undefined ? null : (type as GuestType)
}
