/** Splits a line into commands, and these into words at white space, before expansion. Source: ipxe src/core/exec.c (system). */

/** When a command of a line runs: always, or depending on the status of the last one that ran. */
export type Condition = 'always' | 'on-success' | 'on-failure'

/** A command of a line, unexpanded; no words: it only succeeds. */
export interface Command {
  runs: Condition
  words: string[]
}

const OPERATORS = new Map<string, Condition>([
  ['||', 'on-failure'],
  ['&&', 'on-success'],
  [';', 'always'],
])

/** The commands of a line. A word that begins with `#` ends it. */
export function commandsOf(line: string): Command[] {
  const commands: Command[] = [{ runs: 'always', words: [] }]
  for (const word of wordsOf(line)) {
    if (word.startsWith('#')) break
    const runs = OPERATORS.get(word)
    if (runs === undefined) commands.at(-1)?.words.push(word)
    else commands.push({ runs, words: [] })
  }
  return commands
}

/** White space by C's isspace. */
export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}

function wordsOf(line: string): string[] {
  const words: string[] = []
  for (let at = 0; ; ) {
    while (at < line.length && isSpace(line.charCodeAt(at))) at++
    if (at >= line.length) return words
    const start = at
    while (at < line.length && !isSpace(line.charCodeAt(at))) at++
    words.push(line.slice(start, at))
  }
}
