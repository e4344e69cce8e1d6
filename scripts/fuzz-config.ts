// Hostile PXELINUX configurations through the parser and the walk.
//     node --import tsx scripts/fuzz-config.ts [INPUTS [SEED]]
import { configurations, playFuzz } from '../test/support/pxelinux-fuzz.ts'
import { fuzz } from './fuzz-workers.ts'

await fuzz({
  script: import.meta.url,
  inputs: configurations,
  play: playFuzz,
  allowedMs: { each: 50, byte: 0.05 },
})
