/** The bootloader call, which has no command word: `tspxeboot [OPTION]... [GUEST-WORD]... [DISK]`. */

import { command } from '../../command.ts'
import { bootOptions, guestOptions } from '../../request/options.ts'
import { readBootRequest } from '../../request/read-request.ts'

const options = { ...guestOptions, ...bootOptions }

export const boot = command({
  name: '',
  summary: 'play the PXE boot of a guest and hand the result to its hypervisor',
  positionals: { words: { many: true, describe: 'GUEST-WORD... [DISK]' } },
  options,
  examples: [
    [
      'tspxeboot mac=00:16:3e:11:22:33 bridge=xenbr0 /dev/vg/guest',
      'boot a guest, as a bootloader= of xl does',
    ],
    ['tspxeboot --list-entries mac=00:16:3e:11:22:33', 'what could it boot?'],
  ],
  settings: { keys: new Set(Object.keys(options)), guestWords: ({ words }) => words },
  read: readBootRequest,
  async run(request) {
    const { runBoot } = await import('./run.ts')
    return runBoot(request)
  },
})
