import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { formatCheck, type WholeCheck } from '../../../src/bootloader/check/findings.ts'
import { jsonText } from '../../../src/bootloader/log/json.ts'
import { visible, visibleJson } from '../../../src/bootloader/log/visible.ts'

const text = suite('text from a server')

text('cannot drive a terminal', () => {
  assert.is(visible('a\x1b[2Jb\x07\x7f\x9b1m\r\n'), 'a^[[2Jb^G^?\\x9b1m^M^J')
  assert.is(jsonText({ a: '\x1b\x7f\x9b1m\n' }), '{"a":"\\u001b\\u007f\\u009b1m\\n"}')
})

text('cannot turn the direction of a line, nor break it', () => {
  assert.is(visible('a\u202etxt\u2066b\u2028'), 'a\\u{202e}txt\\u{2066}b\\u{2028}')
  assert.is(jsonText({ a: '\u202e\u2028' }), '{"a":"\\u202e\\u2028"}')
  assert.is(visibleJson(JSON.stringify({ a: '\x9b\u200f' }, null, 2)), '{\n  "a": "\\u009b\\u200f"\n}')
})

text('cannot drive a terminal or a CI by what a tree is called', () => {
  const finding = {
    file: 'a\x1b]0;\x07.cfg',
    line: 1,
    column: 1,
    severity: 'error',
    code: 'unknown-directive',
    message: 'x\x9b\u202e\n::error::y',
  } as const
  const check = { configurations: 1, entries: 1, findings: [finding] }
  for (const format of ['text', 'json', 'github'] as const) {
    const printed = formatCheck(check as unknown as WholeCheck, format, '/tree')
    assert.not.match(printed, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/, format)
    assert.not.match(printed, /^::error::/m, format)
  }
})

text('shows no password of a URL, and keeps command lines as they are', () => {
  const url = 'https://alice:p@ss:word@192.0.2.1:8080/linux?a:b@c'
  const shown = 'https://alice:***@192.0.2.1:8080/linux?a:b@c'
  assert.is(visible(`downloading ${url}`), `downloading ${shown}`)
  assert.is(jsonText({ url, cmdline: url }), JSON.stringify({ url: shown, cmdline: url }))
  assert.is(visible('http://192.0.2.1:80/a@b'), 'http://192.0.2.1:80/a@b')
})

text.run()
