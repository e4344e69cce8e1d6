/** `qemu GUEST... -- QEMU-ARGUMENTS`: plays a guest's boot and starts QEMU with the result. */

import { command } from '../../command.ts'
import { guestNamedFirst } from '../../request/guest-words.ts'
import { guestOptions, qemuOptions } from '../../request/options.ts'
import { readBootTask } from '../../request/read-request.ts'

const options = { ...guestOptions, ...qemuOptions }

export const qemu = command({
  name: 'qemu',
  summary: 'play the boot of a guest, start QEMU with the result, and remove the files when QEMU exits',
  positionals: { words: { many: true, required: true, describe: 'MAC, HOST, or GUEST-WORD...' } },
  rest: 'QEMU-ARGUMENT...',
  options,
  examples: [
    [
      'tspxeboot qemu 52:54:00:11:22:33 --bridge br0 -- -m 1024 -nic bridge,br=br0,mac=52:54:00:11:22:33',
      'what the network says, in QEMU',
    ],
  ],
  settings: { keys: new Set(Object.keys(options)), guestWords: ({ words }) => guestNamedFirst(words) },
  read: (given, guest) => ({
    task: readBootTask(given, guest),
    qemu: given.qemu ?? null,
    arguments: given.rest,
  }),
  async run(request) {
    const { runQemu } = await import('./run.ts')
    return runQemu(request)
  },
})
