/** `completion SHELL`: what a shell needs to complete our words. */

import { type AddCommand, plainInvocation } from './invocation.ts'

const SHELLS = ['bash', 'zsh'] as const

export const addCompletionCommand: AddCommand = (parser, found) =>
  parser.command(
    'completion <shell>',
    'print the completion for bash or zsh',
    (command) =>
      command
        .positional('shell', { choices: SHELLS, demandOption: true, describe: 'bash or zsh' })
        .example('tspxeboot completion bash > /etc/bash_completion.d/tspxeboot', 'for every user'),
    ({ shell }) =>
      found(
        plainInvocation(async () => {
          const { completionScript } = await import('../manual/completion.ts')
          process.stdout.write(completionScript(shell))
          return 0
        }),
      ),
  )
