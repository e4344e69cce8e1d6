/** Every command, in the order of --help. Each loads what does its work only when it is called. */

import { addBootCommand } from './boot-command.ts'
import { addCheckCommand } from './check-command.ts'
import { addCompletionCommand } from './completion-command.ts'
import { addExplainCommand } from './explain-command.ts'
import type { AddCommand } from './invocation.ts'
import { addLabCommand } from './lab-command.ts'
import { addServeCommand } from './serve-command.ts'
import { addVboxCommand } from './vbox-command.ts'

export const COMMANDS: AddCommand[] = [
  addBootCommand,
  addExplainCommand,
  addCheckCommand,
  addServeCommand,
  addLabCommand,
  addVboxCommand,
  addCompletionCommand,
]
