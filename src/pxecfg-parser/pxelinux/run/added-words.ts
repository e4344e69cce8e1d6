/** The words of Selection.args on a command line. */

import { skipBlanks, typeOfName } from '../parse/index.ts'
import type { Command } from './command-line.ts'
import { bootsKernel } from './modules.ts'
import type { Walk } from './walk.ts'

/** They go to the kernel that boots in the end, not to a menu or CONFIG on the way. */
export function withWords({ selection }: Walk, command: Command): Command {
  const args = selection.args ?? ''
  const words = args.slice(skipBlanks(args))
  const type = command.type === 'kernel' ? typeOfName(command.name) : command.type
  const boots = type === 'linux' || type === 'fdimage' || (type === 'com32' && bootsKernel(command.name))
  if (!boots || words === '') return command
  return { ...command, parts: [...command.parts, { from: 'ARGS', text: ` ${words}`, origin: null }] }
}
