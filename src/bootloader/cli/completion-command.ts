/** `completion SHELL`: what a shell needs to complete our words. */

import { basename } from 'node:path'
import { type AddCommand, plainInvocation } from './invocation.ts'

const SHELLS = ['bash', 'zsh'] as const

export const addCompletionCommand: AddCommand = (parser, found) =>
  parser.command(
    'completion [shell]',
    'print the completion for bash or zsh',
    (command) =>
      command
        .positional('shell', {
          choices: SHELLS,
          describe: 'bash or zsh (default: that of $SHELL, else bash)',
        })
        .example('tspxeboot completion bash > /etc/bash_completion.d/tspxeboot', 'for every user'),
    ({ shell }) =>
      found(
        plainInvocation(async () => {
          const { completionScript } = await import('../manual/completion.ts')
          process.stdout.write(completionScript(shell ?? ownShell()))
          return 0
        }),
      ),
  )

function ownShell(): (typeof SHELLS)[number] {
  return basename(process.env.SHELL ?? '') === 'zsh' ? 'zsh' : 'bash'
}
