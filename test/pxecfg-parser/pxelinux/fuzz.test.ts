// Hostile configurations end as a result or as a BootError. scripts/fuzz-config runs many more of them.
import fc from 'fast-check'
import { suite } from 'uvu'
import { configurations, playFuzz } from '../../support/pxelinux-fuzz.ts'

const fuzz = suite('hostile configurations')

fuzz('give a result or an error of ours, and never text that an output cannot carry', async () => {
  await fc.assert(
    fc.asyncProperty(configurations, async (texts) => {
      await playFuzz(texts)
    }),
    { numRuns: 3000 },
  )
})

fuzz.run()
