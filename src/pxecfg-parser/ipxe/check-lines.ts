/** Checks the lines of a script, even those that never run. */

import type { Warning } from '../diagnostics.ts'
import { SCRIPT_COMMANDS } from './commands/index.ts'
import { readLine, Script } from './lines.ts'
import { readArguments } from './options.ts'
import { lastComponent, parseUri } from './uri.ts'
import { type Command, commandsOf } from './words.ts'

/** A file that a line names without any `${...}`. */
export interface NamedFile {
  line: number
  name: string
}

/** What the lines of a script show: warnings, and the files that they name. */
export interface CheckedLines {
  warnings: Warning[]
  files: NamedFile[]
}

const DOWNLOADS: ReadonlySet<string> = new Set(['initrd', 'module', 'imgfetch'])
/** Commands that use an image of that name in memory, if there is one. */
const FINDS: ReadonlySet<string> = new Set(['kernel', 'imgselect', 'imgload', 'chain', 'imgexec', 'boot'])

/**
 * Checks a script's lines. `file`: its name as it is requested. Commands before `||` are skipped, because they may fail
 * on purpose.
 */
export function checkLines(file: string, text: string): CheckedLines {
  const script = new Script(file, text)
  const warnings: Warning[] = []
  const files: NamedFile[] = []
  const images = new Set<string>()
  for (const { line, command } of uncaught(text)) {
    const [name = '', ...words] = command.words
    const warn = (code: string, message: string) => warnings.push({ file, line, column: 1, code, message })
    const known = SCRIPT_COMMANDS.get(name)
    if (known === undefined) {
      if (!name.includes('${')) warn('unknown-command', `there is no command \`${name}\``)
      continue
    }
    const given = readArguments(words, known)
    if ('errno' in given) {
      if (!words.some((word) => word.includes('${'))) warn('wrong-arguments', `${name}: ${given.what}`)
      continue
    }
    const [first = ''] = given.words
    if (first === '' || first.includes('${')) continue
    if (name === 'goto' && script.label(first, () => {}) === undefined)
      warn('label-missing', `there is no label ":${first}"`)
    const named = given.texts.get('name')
    if (named !== undefined) images.add(named)
    if (DOWNLOADS.has(name) || (FINDS.has(name) && !images.has(first))) files.push({ line, name: first })
    if (DOWNLOADS.has(name) || FINDS.has(name)) images.add(lastComponent(parseUri(first)))
  }
  return { warnings, files }
}

/** Commands whose failure ends the script. */
function* uncaught(text: string): Generator<{ line: number; command: Command }> {
  for (let at = 0, line = 1; at < text.length; ) {
    const read = readLine(text, at, line)
    const commands = commandsOf(read.command)
    for (const [index, command] of commands.entries()) {
      const next = commands[index + 1]
      if (command.words.length > 0 && next?.runs !== 'on-failure') yield { line, command }
    }
    at = read.next
    line = read.nextLine
  }
}
