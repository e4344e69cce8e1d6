/** `completion SHELL`: prints the script with which a shell completes our words. */

import { basename } from 'node:path'
import { command } from '../command.ts'
import { print } from '../log/print.ts'

export const completion = command({
  name: 'completion',
  summary: 'print the completion for bash or zsh',
  positionals: {
    shell: { choices: ['bash', 'zsh'], describe: 'bash or zsh (default: that of $SHELL, else bash)' },
  },
  options: {},
  examples: [['tspxeboot completion bash > /etc/bash_completion.d/tspxeboot', 'for every user']],
  read: ({ shell }) => ((shell ?? basename(process.env.SHELL ?? '')) === 'zsh' ? 'zsh' : 'bash'),
  async run(shell, commands) {
    const { completionScript } = await import('../manual/completion.ts')
    print(process.stdout, completionScript(commands, shell))
    return 0
  },
})
