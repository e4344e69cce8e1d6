/** Words as getopt(3) takes them, which pygrub's and pypxeboot's callers count on: a value may begin with a dash. */

/** `--args -x` as `--args=-x`, for each option that `takesValue`; what stands behind `--` stays as it is. */
export function getoptWords(words: string[], takesValue: (name: string) => boolean): string[] {
  const end = words.indexOf('--')
  const options = end < 0 ? words : words.slice(0, end)
  const taken: string[] = []
  for (let at = 0; at < options.length; at++) {
    const word = options[at] ?? ''
    const value = options[at + 1]
    const joins = word.startsWith('--') && value !== undefined && takesValue(word.slice(2))
    taken.push(joins ? `${word}=${value}` : word)
    if (joins) at++
  }
  return end < 0 ? taken : [...taken, ...words.slice(end)]
}
