// Boots on a hostile network; scripts/soak-hostile goes on for longer.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { soakHostile } from '../../scripts/soak-hostile.ts'
import { needs, unless } from '../support/requirements.ts'

const hostile = suite('boots on a hostile network')
const test = unless(needs('root', 'ip'), hostile)

test('end in the right files or in an error, in time, in bounded memory, and print no control characters', async () => {
  const { packets, ends } = await soakHostile(2000, 5)
  assert.ok(packets >= 2000)
  assert.ok((ends.booted ?? 0) > 0, `some boots get through: ${JSON.stringify(ends)}`)
})

hostile.run()
