/** `lab -- COMMAND...`: runs a command in a private network with the embedded server. */

import { BootError } from '../../boot-error.ts'
import { command } from '../command.ts'
import { path, serverOptions } from './serve/options.ts'

export const lab = command({
  name: 'lab',
  summary: 'run the command after -- in a private network with a bridge xenbr0 and a boot server on it',
  rest: 'COMMAND [ARGUMENT]...',
  options: {
    tree: path("the boot server's root (default: empty)"),
    ...serverOptions,
  } as const,
  examples: [['tspxeboot lab --tree tftpboot -- make test', 'tests in a network of their own']],
  read(given) {
    if (given.rest.length === 0) {
      throw new BootError('E_USAGE', {
        what: 'lab needs a command to run',
        hint: 'tspxeboot lab --tree=DIR -- COMMAND; serve DIR --lab needs none',
      })
    }
    return given
  },
  /** The exit status is the command's; the server logs to standard error. */
  async run(given) {
    const [{ runLab }, { endedBySignal, labOptions, serverLog }] = await Promise.all([
      import('../../server/index.ts'),
      import('./serve/run.ts'),
    ])
    const options = labOptions(given, given.tree ?? null, given.rest)
    return runLab(options, endedBySignal(), serverLog(given))
  },
})
