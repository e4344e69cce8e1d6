/** `lab -- COMMAND...`: a command in a network of its own, with the embedded server in it. */

import { type AddCommand, plainInvocation } from './invocation.ts'
import { serverOptions } from './server-options.ts'

export const addLabCommand: AddCommand = (parser, found) =>
  parser.command(
    'lab',
    'run the command after -- in a private network with a bridge xenbr0 and a boot server on it',
    (command) =>
      command
        .usage('tspxeboot lab [OPTION]... -- COMMAND [ARGUMENT]...')
        .options({
          tree: { type: 'string', requiresArg: true, describe: "the boot server's root (default: empty)" },
          ...serverOptions,
        })
        .example('tspxeboot lab --tree tftpboot -- make test', 'tests in a network of their own'),
    (options) =>
      found(
        plainInvocation(async () => {
          const { runLabCommand } = await import('../commands/lab.ts')
          return runLabCommand({ ...options, command: options._.slice(1).map(String) })
        }),
      ),
  )
