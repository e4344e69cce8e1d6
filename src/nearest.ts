/** Guesses which known word a misspelt one was meant to be. */

import { distance } from 'fastest-levenshtein'

/**
 * The known word that begins as `word` does or is at most a third of its length away from it, or two letters where it
 * has four; null if none is that near.
 */
export function nearest(word: string, known: Iterable<string>): string | null {
  let best: { word: string; distance: number } | null = null
  for (const candidate of known) {
    const begins = word.length > 2 && candidate.startsWith(word)
    const away = begins ? 1 : distance(word.toLowerCase(), candidate.toLowerCase())
    const most = candidate.length < 4 ? 1 : Math.max(2, Math.floor(candidate.length / 3))
    if (away <= most && (best === null || away < best.distance)) best = { word: candidate, distance: away }
  }
  return best?.word ?? null
}
