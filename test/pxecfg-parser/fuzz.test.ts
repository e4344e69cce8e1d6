// Hostile configurations and scripts end as a result or as a BootError. scripts/fuzz-config, fuzz-ipxe and fuzz-grub run
// many more of them.
import fc from 'fast-check'
import { suite } from 'uvu'
import { grubInputs, playGrubFuzz } from '../support/grub-fuzz.ts'
import { ipxeInputs, playIpxeFuzz } from '../support/ipxe-fuzz.ts'
import { configurations, playFuzz } from '../support/pxelinux-fuzz.ts'

const fuzz = suite('hostile configurations')

for (const [program, inputs, play, numRuns] of [
  ['PXELINUX', configurations, playFuzz, 3000],
  ['iPXE', ipxeInputs, playIpxeFuzz, 200],
  ['GRUB', grubInputs, playGrubFuzz, 300],
] as const) {
  fuzz(
    `${program} gives a result or an error of ours, and never text that an output cannot carry`,
    async () => {
      const property = fc.asyncProperty<[readonly string[]]>(inputs, async (texts) => {
        await play(texts)
      })
      await fc.assert(property, { numRuns })
    },
  )
}

fuzz.run()
