// Hostile GRUB configurations through parser and interpreter.
//     node --import tsx scripts/fuzz-grub.ts [INPUTS [SEED]]
import { grubInputs, playGrubFuzz } from '../test/support/grub-fuzz.ts'
import { fuzz } from './fuzz-workers.ts'

await fuzz({
  script: import.meta.url,
  inputs: grubInputs,
  play: playGrubFuzz,
  allowedMs: { each: 2000, byte: 0.05 },
})
