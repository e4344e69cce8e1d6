// Hostile iPXE scripts through the interpreter.
//     node --import tsx scripts/fuzz-ipxe.ts [INPUTS [SEED]]
import { ipxeInputs, playIpxeFuzz } from '../test/support/ipxe-fuzz.ts'
import { fuzz } from './fuzz-workers.ts'

await fuzz({
  script: import.meta.url,
  inputs: ipxeInputs,
  play: playIpxeFuzz,
  // an endless script is played twice, a million commands each time: 12 s on the slowest machine so far
  allowedMs: { each: 30_000, byte: 0.05 },
})
