import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fuzzTftp } from '../../../scripts/fuzz-tftp.ts'

const fuzz = suite('TFTP decoders')

fuzz('read or refuse mutated packets, and do nothing else (scripts/fuzz-tftp runs more)', () => {
  const { kinds } = fuzzTftp(20_000, 1)
  for (const kind of ['data', 'oack', 'error', 'refused', 'options refused'])
    assert.ok((kinds[kind] ?? 0) > 200, kind)
})

fuzz.run()
