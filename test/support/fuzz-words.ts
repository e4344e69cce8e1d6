import fc from 'fast-check'

/** Mostly one of `words`, and now and then a few bytes of any kind. */
export function fuzzWord(words: readonly string[]): fc.Arbitrary<string> {
  const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code))
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: byte }) },
  )
}

/** One of `texts` with some lines left out, doubled, put elsewhere or replaced by `line`. */
export function fuzzLines(texts: readonly string[], line: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(40), to: fc.nat(40), kind: fc.nat(4), line })
  return fc.tuple(fc.constantFrom(...texts), fc.array(edit, { maxLength: 4 })).map(([text, edits]) => {
    const lines = text.split('\n')
    for (const { at, to, kind, line } of edits) {
      const from = at % Math.max(lines.length, 1)
      const taken = kind === 0 ? [] : lines.splice(from, kind === 1 ? 0 : 1)
      const put = kind === 0 ? lines.slice(from, from + 1) : kind === 2 ? taken : kind === 3 ? [] : [line]
      lines.splice(kind === 4 ? from : to % (lines.length + 1), 0, ...put)
    }
    return lines.join('\n')
  })
}
