// Guests that boot at the same time on one bridge; scripts/bench/many measures more of them.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bootMany } from '../../scripts/bench/many.ts'
import { needs, unless } from '../support/requirements.ts'

const many = suite('many guests at once')
const test = unless(needs('root', 'ip', 'dnsmasq'), many)

test('all boot, each with the right files, and nothing is left', async () => {
  const { together } = await bootMany(12)
  assert.is(together.length, 12)
})

many.run()
