import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, units, width } from '../../../src/bootloader/menu/text.ts'

const text = suite('text from a boot server')

const visible = (raw: string) =>
  units(raw)
    .map((unit) => unit.shown)
    .join('')
const latin1 = (utf8: string) => Buffer.from(utf8, 'utf8').toString('latin1')
const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('latin1'))

const shown: [string, string][] = [
  ['plain ~ ASCII', 'plain ~ ASCII'],
  ['\x1b[2J', '^[[2J'],
  ['a\tb', 'a b'],
  ['a\r\n\0\x7f', 'a^M^J^@^?'],
  ['\x9b31m', '\\x9b31m'],
  [latin1('Übergröße 日本'), 'Übergröße 日本'],
  ['Latin-1 \xe4', 'Latin-1 \\xe4'],
  [latin1('\u202eevil'), '\\xe2\\x80\\xaeevil'],
  [latin1('a\u0301'), 'a\\xcc\\x81'],
  [latin1('\u009b'), '\\xc2\\x9b'],
  ['\xc0\x9b', '\\xc0\\x9b'],
  ['\xed\xa0\x80', '\\xed\\xa0\\x80'],
  ['\u0416', '\\u{416}'],
]
for (const [raw, seen] of shown) {
  text(`shows ${JSON.stringify(raw)} as ${seen}`, () => assert.is(visible(raw), seen))
}

text('never shows a control character, whatever the bytes', () => {
  fc.assert(fc.property(bytes, (raw) => assert.not.match(visible(raw), /[\x00-\x1f\x7f-\x9f]/)))
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (raw) => assert.not.match(visible(raw), /\p{C}/u)))
})

text('loses no byte', () => {
  fc.assert(
    fc.property(bytes, (raw) =>
      assert.is(
        units(raw)
          .map((unit) => unit.bytes)
          .join(''),
        raw,
      ),
    ),
  )
})

text('fits any text into exactly the columns there are', () => {
  fc.assert(
    fc.property(bytes, fc.nat(100), (raw, columns) => {
      const fitted = fit(raw, columns)
      assert.is(width(latin1(fitted)), columns)
    }),
  )
})

text('counts two columns for a wide character, and never shows half of one', () => {
  assert.is(width(latin1('日本')), 4)
  assert.is(fit(latin1('日本'), 3), '日 ')
})

text.run()
