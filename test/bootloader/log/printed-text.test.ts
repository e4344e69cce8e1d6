import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jsonText } from '../../../src/bootloader/log/json.ts'
import { visible } from '../../../src/bootloader/log/visible.ts'

const text = suite('text from a server')

text('cannot drive a terminal', () => {
  assert.is(visible('a\x1b[2Jb\x07\x7f\x9b1m\r\n'), 'a^[[2Jb^G^?\\x9b1m^M^J')
  assert.is(jsonText({ a: '\x1b\x7f\x9b1m\n' }), '{"a":"\\u001b\\u007f\\u009b1m\\n"}')
})

text('shows no password of a URL, and keeps command lines as they are', () => {
  const url = 'https://alice:p@ss:word@192.0.2.1:8080/linux?a:b@c'
  const shown = 'https://alice:***@192.0.2.1:8080/linux?a:b@c'
  assert.is(visible(`downloading ${url}`), `downloading ${shown}`)
  assert.is(jsonText({ url, cmdline: url }), JSON.stringify({ url: shown, cmdline: url }))
  assert.is(visible('http://192.0.2.1:80/a@b'), 'http://192.0.2.1:80/a@b')
})

text.run()
