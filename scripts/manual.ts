// Writes the man page and the completions below a folder as they stand below /usr/share: scripts/manual.ts FOLDER
// All three are made from what the commands say of themselves.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { COMMANDS } from '../src/bootloader/commands/index.ts'
import { completionScript } from '../src/bootloader/manual/completion.ts'
import { manPage } from '../src/bootloader/manual/man-page.ts'

const [folder = 'build/manual'] = process.argv.slice(2)
for (const [name, text] of [
  ['man/man8/tspxeboot.8', manPage(COMMANDS)],
  ['bash-completion/completions/tspxeboot', completionScript(COMMANDS, 'bash')],
  ['zsh/vendor-completions/_tspxeboot', completionScript(COMMANDS, 'zsh')],
] as const) {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}
