/** Adds to the command line's options those of the site settings that it leaves open. */

import type { Values } from '../command.ts'

/** Options that exclude one another: giving one overrides all of its group from sections further away. */
const RIVALS: string[][] = [
  ['bridge', 'interface'],
  ['label', 'entry'],
  ['quiet', 'verbose', 'debug'],
  ['json', 'output-format'],
  ['uuid'],
  ['ip'],
]

/**
 * `given` with the settings of `sections`, the nearest to the guest first. The nearer one wins, also over its rivals;
 * lists add up. `said`: options that guest words on the command line stand for.
 */
export function withSettings(given: Values, said: readonly string[], sections: readonly Values[]): Values {
  const settled = { ...given }
  const nearer = new Set([...Object.keys(given), ...said])
  for (const section of sections) {
    const silenced = silencedBy(nearer)
    for (const [name, value] of Object.entries(section)) {
      if (!silenced.has(name)) settled[name] = joined(value, settled[name])
    }
    for (const name of Object.keys(section)) nearer.add(name)
  }
  return settled
}

function joined(value: Values[string], nearer: Values[string]): Values[string] {
  return Array.isArray(value) && Array.isArray(nearer) ? [...value, ...nearer] : (nearer ?? value)
}

function silencedBy(said: ReadonlySet<string>): Set<string> {
  return new Set(RIVALS.filter((names) => names.some((name) => said.has(name))).flat())
}
