/** What a script is made of once it is parsed. All texts are byte text: one character a byte. */

/** Where a command stands: `file` as it went to the server, `line` from 1. */
export interface At {
  file: string
  line: number
}

/**
 * A piece of a word. `quoted` text counts even where it is empty; a variable outside quotes is split at blanks.
 * `translated`: `$"..."`, whose variables are never split.
 */
export type Part =
  | { kind: 'text'; text: string; quoted: boolean }
  | { kind: 'variable'; name: string; quoted: boolean }
  | { kind: 'translated'; text: string }

export type Word = readonly Part[]

export type Command =
  | { kind: 'simple'; at: At; words: readonly Word[]; block: Block | null }
  | { kind: 'if'; at: At; condition: Command[]; then: Command[]; otherwise: Command[] }
  | { kind: 'for'; at: At; name: string; words: readonly Word[]; body: Command[] }
  | { kind: 'while'; at: At; until: boolean; condition: Command[]; body: Command[] }
  | { kind: 'function'; at: At; name: string; body: Command[] }

/** `{ ... }` behind the words of a command: what menuentry keeps for later. */
export interface Block {
  /** The text between the braces. */
  source: string
  /** null: `source` was never parsed. */
  commands: Command[] | null
}

/** One line of a script with what it opens: it is parsed and run before the next one is looked at. */
export interface Unit {
  commands: Command[]
  /** Why nothing of it runs; null: it is well formed. */
  fault: { at: At; message: string } | null
  /** Offset of the line that follows. */
  next: number
}
