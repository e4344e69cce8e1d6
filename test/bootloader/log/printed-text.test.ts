import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jsonText } from '../../../src/bootloader/log/json.ts'
import { visible } from '../../../src/bootloader/log/visible.ts'

const text = suite('text from a server')

text('cannot drive a terminal', () => {
  assert.is(visible('a\x1b[2Jb\x07\x7f\x9b1m\r\n'), 'a^[[2Jb^G^?\\x9b1m^M^J')
  assert.is(jsonText({ a: '\x1b\x7f\x9b1m\n' }), '{"a":"\\u001b\\u007f\\u009b1m\\n"}')
})

text.run()
