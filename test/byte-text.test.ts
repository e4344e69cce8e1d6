import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { byteText, readable } from '../src/byte-text.ts'

const text = suite('byte text')

text('is read as UTF-8 if it is valid UTF-8, else as Latin-1', () => {
  assert.is(readable(byteText('größe')), 'größe')
  assert.is(readable('gr\xf6\xdfe'), 'größe')
  assert.is(readable('/srv/日本'), '/srv/日本')
})

text.run()
