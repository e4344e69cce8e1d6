import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { editLine, lineOf } from '../../../src/bootloader/menu/line.ts'

const editing = suite('line editing')

/** `text` with `|` where the cursor is, after `keys`. */
function edited(text: string, ...keys: string[]): string {
  const line = keys.reduce(editLine, { text: text.replace('|', ''), at: text.indexOf('|') })
  return `${line.text.slice(0, line.at)}|${line.text.slice(line.at)}`
}

const rows: [string, string, string[]][] = [
  ['ab|cd', 'abX|cd', ['X']],
  ['ab|cd', 'a|cd', ['Backspace']],
  ['|ab', '|ab', ['Backspace']],
  ['ab|cd', 'ab|d', ['Delete']],
  ['ab|cd', 'ab|d', ['Ctrl-D']],
  ['ab|', 'ab|', ['Delete']],
  ['ab|cd', 'a|bcd', ['Left']],
  ['|ab', '|ab', ['Left']],
  ['ab|cd', 'abc|d', ['Right']],
  ['ab|', 'ab|', ['Right']],
  ['ab|cd', '|abcd', ['Home']],
  ['ab|cd', 'abcd|', ['Ctrl-E']],
  ['ab|cd', '|', ['Ctrl-U']],
  ['ab|cd', 'ab|', ['Ctrl-K']],
  ['one two  |x', 'one |x', ['Ctrl-W']],
  ['one two|x', '|x', ['Ctrl-W', 'Ctrl-W']],
  ['\xc3\xa4|b', '|b', ['Backspace']],
  ['|\xc3\xa4b', '\xc3\xa4|b', ['Right']],
  ['a|', 'a|', ['F1']],
]
for (const [before, after, keys] of rows) {
  editing(`${JSON.stringify(before)} after ${keys.join(' ')} is ${JSON.stringify(after)}`, () =>
    assert.is(edited(before, ...keys), after),
  )
}

editing('begins at the end of a line, and holds 4095 bytes', () => {
  const line = lineOf('x'.repeat(5000))
  assert.equal([line.text.length, line.at], [4095, 4095])
  assert.is(editLine(line, 'y'), line)
})

editing.run()
