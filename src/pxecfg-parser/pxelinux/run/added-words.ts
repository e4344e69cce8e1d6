/** Adds the words of Selection.args to a command line. */

import { skipBlanks, typeOfName } from '../parse/index.ts'
import type { Command } from './command-line.ts'
import { bootsKernel } from './modules.ts'
import type { Walk } from './walk.ts'

/** `command` with the caller's words, if it boots a kernel: menus and CONFIG on the way do not get them. */
export function withWords({ selection }: Walk, command: Command): Command {
  const args = selection.args ?? ''
  const words = args.slice(skipBlanks(args))
  const type = command.type === 'kernel' ? typeOfName(command.name) : command.type
  const boots = type === 'linux' || type === 'fdimage' || (type === 'com32' && bootsKernel(command.name))
  if (!boots || words === '') return command
  return { ...command, parts: [...command.parts, { from: 'ARGS', text: ` ${words}`, origin: null }] }
}
