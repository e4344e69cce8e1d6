import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fuzzDhcp } from '../../scripts/fuzz-dhcp.ts'

const fuzz = suite('DHCP decoders')

fuzz('read or refuse mutated packets, and do nothing else (scripts/fuzz-dhcp runs more)', () => {
  const { packets, read } = fuzzDhcp(20_000, 1)
  assert.ok(read > packets / 10, `mutations must get past the header: ${read} of ${packets} did`)
  assert.ok(read < packets, 'mutations must break something')
})

fuzz.run()
