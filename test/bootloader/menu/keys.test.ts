import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeKeys, decodeRest, keyNamed } from '../../../src/bootloader/menu/keys.ts'

const keys = suite('keys of a terminal')

const sequences: [string, string][] = [
  ['\x1b[A', 'Up'],
  ['\x1bOA', 'Up'],
  ['\x1b[B', 'Down'],
  ['\x1bOC', 'Right'],
  ['\x1b[1;5D', 'Left'],
  ['\x1b[H', 'Home'],
  ['\x1bOH', 'Home'],
  ['\x1b[1~', 'Home'],
  ['\x1b[7~', 'Home'],
  ['\x1b[F', 'End'],
  ['\x1b[4~', 'End'],
  ['\x1b[3~', 'Delete'],
  ['\x1b[3;2~', 'Delete'],
  ['\x1b[5~', 'PageUp'],
  ['\x1b[6~', 'PageDown'],
  ['\x1bOP', 'F1'],
  ['\x1b[[B', 'F2'],
  ['\x1b[24~', 'F12'],
  ['\x1b[99~', 'Unknown'],
  ['\x1b[?1;2c', 'Unknown'],
  ['\r', 'Enter'],
  ['\n', 'Enter'],
  ['\r\n', 'Enter'],
  ['\r\0', 'Enter'],
  ['\t', 'Tab'],
  ['\b', 'Backspace'],
  ['\x7f', 'Backspace'],
  ['\x03', 'Ctrl-C'],
  ['\x15', 'Ctrl-U'],
  ['q', 'q'],
  ['\xc3', '\xc3'],
]
for (const [bytes, key] of sequences) {
  keys(`reads ${JSON.stringify(bytes)} as ${key}`, () => {
    assert.equal(decodeKeys(bytes), { keys: [key], rest: '' })
    assert.equal(decodeKeys(`${bytes}x`), { keys: [key, 'x'], rest: '' })
  })
}

keys('reads a sequence in whatever pieces it comes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...sequences.filter(([bytes]) => bytes.startsWith('\x1b')))),
      fc.nat(40),
      (typed, cut) => {
        const bytes = typed.map(([sequence]) => sequence).join('')
        const first = decodeKeys(bytes.slice(0, cut))
        const second = decodeKeys(first.rest + bytes.slice(cut))
        assert.equal(
          [...first.keys, ...second.keys],
          typed.map(([, key]) => key),
        )
        assert.is(second.rest, '')
      },
    ),
  )
})

keys('takes an ESC that nothing follows for the Esc key', () => {
  assert.equal(decodeKeys('a\x1b'), { keys: ['a'], rest: '\x1b' })
  assert.equal(decodeRest('\x1b'), ['Esc'])
  assert.equal(decodeRest('\x1b['), ['Esc', '['])
  assert.equal(decodeRest(''), [])
  assert.equal(decodeKeys('\x1bx\x1b\x1b[A').keys, ['Esc', 'x', 'Esc', 'Up'])
})

keys('takes any bytes, keeps only the beginning of a sequence, and that is short', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (array) => {
      const { rest } = decodeKeys(Buffer.from(array).toString('latin1'))
      assert.match(rest, /^(\x1b.{0,17})?$/s)
    }),
  )
})

const names: [string, string | null][] = [
  ['F1', 'F1'],
  ['enter', 'Enter'],
  ['Escape', 'Esc'],
  ['PgDn', 'PageDown'],
  ['Space', ' '],
  ['^A', 'Ctrl-A'],
  ['Ctrl-M', 'Enter'],
  ['x', 'x'],
  ['F13', null],
  ['constructor', null],
]
for (const [name, key] of names) keys(`knows the name ${name}: ${key}`, () => assert.is(keyNamed(name), key))

keys.run()
