// Boots that are killed in the middle, in every way; scripts/soak-kills does it 200 times over.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { soakKills } from '../../scripts/soak-kills.ts'
import '../support/network.ts'
import { needs, unless } from '../support/requirements.ts'

const kills = suite('boots that are killed')
const test = unless(needs('root', 'ip', 'dnsmasq', 'tcpdump'), kills)

test('leave nothing behind, and the next boot of the guest works at once', async () => {
  const { runs, done } = await soakKills(12, 7)
  assert.ok(done < runs, 'some kills must come before the boot is done')
})

kills.run()
