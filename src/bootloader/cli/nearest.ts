/** Finds the known word that a misspelt one was meant to be. */

import { distance } from 'fastest-levenshtein'

/** The known word at most a third of its length away from `word`; null where none is that near. */
export function nearest(word: string, known: Iterable<string>): string | null {
  let best: { word: string; distance: number } | null = null
  for (const candidate of known) {
    const away = distance(word.toLowerCase(), candidate.toLowerCase())
    if (away <= Math.max(1, Math.floor(candidate.length / 3)) && (best === null || away < best.distance)) {
      best = { word: candidate, distance: away }
    }
  }
  return best?.word ?? null
}
