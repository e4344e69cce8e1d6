/** `vbox reset NAME`: resets a running machine. */

import { command } from '../../command.ts'
import { machineName, vboxOptions } from './options.ts'

export const reset = command({
  name: 'reset',
  summary: 'reset a running machine: it boots what it booted last',
  positionals: machineName,
  options: vboxOptions,
  read: (given) => given,
  async run(given) {
    const [{ runVboxReset }, { work }] = await Promise.all([
      import('../../../virtualbox/index.ts'),
      import('./work.ts'),
    ])
    return work(
      given,
      (tools) => runVboxReset(given, tools),
      ({ name }) => [`${name} is reset`],
    )
  },
})
