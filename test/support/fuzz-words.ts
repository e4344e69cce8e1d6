import fc from 'fast-check'

/** Mostly one of `words`, and now and then a few bytes of any kind. */
export function fuzzWord(words: readonly string[]): fc.Arbitrary<string> {
  const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code))
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: byte }) },
  )
}
