/** `serve DIR`: the embedded DHCP, TFTP and HTTP server. */

import { type AddCommand, plainInvocation } from './invocation.ts'
import { serverOptions } from './server-options.ts'

export const addServeCommand: AddCommand = (parser, found) =>
  parser.command(
    'serve <directory>',
    'serve a boot tree by DHCP, TFTP and HTTP on one interface, for labs and tests',
    (command) =>
      command
        .positional('directory', { type: 'string', demandOption: true, describe: "the boot server's root" })
        .options({
          interface: {
            type: 'string',
            requiresArg: true,
            describe: 'the only interface that it serves',
          },
          address: {
            type: 'string',
            requiresArg: true,
            describe: 'ADDRESS/PREFIX that the interface has while the server runs (default: the one it has)',
          },
          lab: {
            type: 'boolean',
            describe: 'serve a private network of its own, which its log says how to enter',
          },
          ...serverOptions,
        })
        .example(
          'tspxeboot serve tftpboot --interface xenbr0 --address 192.0.2.1/24',
          'a boot server for a lab',
        ),
    (options) =>
      found(
        plainInvocation(async () => {
          const { runServeCommand } = await import('../commands/serve.ts')
          return runServeCommand(options)
        }),
      ),
  )
