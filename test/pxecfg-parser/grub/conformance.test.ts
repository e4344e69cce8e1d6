// The cases whose results the real GRUB confirmed, played in this process. GRUB_CASES=DIR[:DIR...] adds more.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { grubCases } from '../../support/grub-case.ts'
import { grubDifferences } from '../../support/grub-compare.ts'
import { givenBy, playCase } from '../../support/grub-host.ts'

const conformance = suite('GRUB conformance')

// The server name field of the DHCP header does not reach a boot program.
const cases = grubCases().filter(({ input }) => input.client.dhcp.sname === undefined)

for (const one of cases) {
  conformance(`${one.id}: ${one.title}`, async () => {
    const played = await playCase(one)
    assert.equal(grubDifferences(one, givenBy(played)), [], played.error?.message)
  })
}

conformance.run()
