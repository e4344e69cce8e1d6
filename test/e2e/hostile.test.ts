// Boots on a hostile network; scripts/soak-hostile and scripts/soak-packets go on for longer.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { soakHostile } from '../../scripts/soak-hostile.ts'
import { soakPackets } from '../../scripts/soak-packets.ts'
import { needs, unless } from '../support/requirements.ts'

const hostile = suite('boots on a hostile network')
const test = unless(needs('root', 'ip', 'dnsmasq', 'curl'), hostile)

test('end in the right files or in an error, in time, in bounded memory, and print no control characters', async () => {
  const { packets, ends } = await soakHostile(2000, 5)
  assert.ok(packets >= 2000)
  assert.ok((ends.booted ?? 0) > 0, `some boots get through: ${JSON.stringify(ends)}`)
})

test('do not take what comes from port 0, from nowhere, by broadcast or without a byte, nor do serve and a lab', async () => {
  const { serve, lab, boots } = await soakPackets(1000, 3)
  assert.equal([serve, lab, boots.packets], [1000, 1000, 1000])
  assert.ok(boots.refused > 0, 'none reached a boot')
})

hostile.run()
