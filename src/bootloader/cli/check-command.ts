/** `check DIR`: looks through a whole boot tree. */

import { CHECK_FORMATS } from '../check/findings.ts'
import { type AddCommand, plainInvocation } from './invocation.ts'

export const addCheckCommand: AddCommand = (parser, found) =>
  parser.command(
    'check <directory>',
    'parse every configuration of a boot tree and look for the files of every entry',
    (command) =>
      command
        .positional('directory', { type: 'string', demandOption: true, describe: "the boot server's root" })
        .options({
          json: { type: 'boolean', describe: 'the same as --format=json' },
          format: { choices: CHECK_FORMATS, default: 'text', describe: 'how findings are written' },
          'config-dir': {
            type: 'string',
            requiresArg: true,
            default: 'pxelinux.cfg',
            describe: 'name of the folders that hold configurations',
          },
        } as const)
        .example('tspxeboot check tftpboot', 'every configuration of a tree and its files'),
    ({ directory, json, format, 'config-dir': configDir }) =>
      found(
        plainInvocation(async () => {
          const { runCheck } = await import('../commands/check.ts')
          return runCheck(directory, configDir, json === true ? 'json' : format)
        }),
      ),
  )
