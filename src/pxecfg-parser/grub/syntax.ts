/** The syntax tree of a script. All texts are byte text: one character a byte. */

/** The place of a command: `file` as it went to the server, `line` from 1. */
export interface At {
  file: string
  line: number
}

/**
 * A piece of a word. `quoted` text counts even if it is empty; a variable outside quotes is split at blanks.
 * `translated`: `$"..."`, whose variables are never split.
 */
export type Part =
  | { kind: 'text'; text: string; quoted: boolean }
  | { kind: 'variable'; name: string; quoted: boolean }
  | { kind: 'translated'; text: string }

/** A word as its pieces. */
export type Word = readonly Part[]

/** A command with what belongs to it. */
export type Command =
  | { kind: 'simple'; at: At; words: readonly Word[]; block: Block | null }
  | { kind: 'if'; at: At; condition: Command[]; then: Command[]; otherwise: Command[] }
  | { kind: 'for'; at: At; name: string; words: readonly Word[]; body: Command[] }
  | { kind: 'while'; at: At; until: boolean; condition: Command[]; body: Command[] }
  | { kind: 'function'; at: At; name: string; body: Command[] }

/** `{ ... }` after the words of a command, which menuentry keeps for later. */
export interface Block {
  /** The text between the braces. */
  source: string
  /** null: `source` was never parsed. */
  commands: Command[] | null
}

/** One line of a script with the blocks it opens: it is parsed and run before the next one. */
export interface Unit {
  commands: Command[]
  /** The syntax error that keeps it from running; null: none. */
  fault: { at: At; message: string } | null
  /** Offset of the next line. */
  next: number
}
