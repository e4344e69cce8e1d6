/** Finds commands in a script that no GRUB knows, even if they are never run. */

import type { Warning } from '../diagnostics.ts'
import { COMMANDS } from './commands.ts'
import { scriptText } from './lexer.ts'
import { unknownCommand } from './machine.ts'
import { Parser } from './parser.ts'
import type { Command, Word } from './syntax.ts'

/** `texts`: scripts that run together, by name; a function of one is a command for all. */
export function unknownCommands(texts: ReadonlyMap<string, string>): Warning[] {
  const commands = [...texts].flatMap(([file, text]) => [...commandsIn(new Parser(file, scriptText(text)))])
  const functions = new Set(commands.flatMap((command) => (command.kind === 'function' ? command.name : [])))
  return commands.flatMap((command) => {
    const name = command.kind === 'simple' ? nameOf(command.words) : null
    if (name === null || name.includes('=') || COMMANDS.has(name) || functions.has(name)) return []
    return { ...command.at, column: 1, code: 'unknown-command', message: unknownCommand(name) }
  })
}

/** The command's name; null: unknown until it runs. */
function nameOf(words: readonly Word[]): string | null {
  const [first, second] = words.map((word) =>
    word.every((part) => part.kind === 'text') ? word.map(({ text }) => text).join('') : null,
  )
  return (first === '!' ? second : first) ?? null
}

function* commandsIn(parser: Parser): Generator<Command> {
  for (let unit = parser.next(); unit !== null; unit = parser.next()) yield* within(unit.commands)
}

function* within(commands: readonly Command[]): Generator<Command> {
  for (const command of commands) {
    yield command
    switch (command.kind) {
      case 'simple':
        yield* within(command.block?.commands ?? [])
        break
      case 'if':
        yield* within([...command.condition, ...command.then, ...command.otherwise])
        break
      case 'while':
        yield* within([...command.condition, ...command.body])
        break
      default:
        yield* within(command.body)
    }
  }
}
