// Transfers over bad links from real servers: what comes is right by its SHA-256, or there is a clear error; silent
// damage ends the run with status 1. A seed makes a run of the same mix; the timing is the machine's.
import { createHash, randomFillSync } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from '../test/support/bundle.ts'
import type { FetchReport } from '../test/support/fetch-client.ts'
import { atftpd, nginx, tftpdHpa } from '../test/support/file-servers.ts'
import { createLink, LINK_SERVER, type LinkShape } from '../test/support/link-emulator/link.ts'
import { createNetwork } from '../test/support/network.ts'

/** Runs on one link, before the next is made. */
const RUNS_PER_LINK = 5
const SIZES = [0, 1, 511, 512, 1468, 1469, 16_384, 16_385, 65_464, 200_000, 1_048_576, 1_048_577, 3_000_000]
const SERVERS = { atftpd, tftpd: tftpdHpa, nginx }

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
})
const runs = Number(values.runs)
const random = numbers(Number(values.seed))
const outcomes = new Map<string, number>()
let damaged = 0

for (let run = 0; run < runs; ) {
  const shape = pick<LinkShape>([
    { delay: 500 },
    { delay: 500, loss: 0.1 },
    { delay: 500, loss: 1 },
    { delay: 500, loss: 5 },
    { delay: 500, reorder: 25 },
    { delay: 500, duplicate: 5 },
    { delay: 500, jitter: 300 },
    { delay: 2000, loss: 1, reorder: 25, duplicate: 5, jitter: 500 },
  ])
  const name = pick(Object.keys(SERVERS) as (keyof typeof SERVERS)[])
  const network = await createNetwork()
  try {
    const root = join(network.folder, 'root')
    mkdirSync(root)
    const program = join(network.folder, 'fetch-client.mjs')
    await bundle('test/support/fetch-client.ts', program, { format: 'esm' })
    const { client } = await createLink(network, shape, { seed: Number(values.seed) + run })
    await SERVERS[name](network.server, root)
    for (let i = 0; i < RUNS_PER_LINK && run < runs; i++, run++) {
      const files = [`kernel-${run}`, `initrd-${run}`]
      for (const file of files) writeFileSync(join(root, file), randomFillSync(Buffer.alloc(pick(SIZES))))
      const base = `${name === 'nginx' ? 'http' : 'tftp'}://${LINK_SERVER}`
      const words = files.flatMap((file) => [`${base}/${file}`, join(client.folder, file)])
      const report: FetchReport = JSON.parse(
        await client.check(['node', program, '{}', ...words], { limit: 200 }),
      )
      for (const [at, file] of files.entries()) {
        const { code } = report.files[at] ?? {}
        const isRight = digest(join(client.folder, file)) === digest(join(root, file))
        const outcome = code ?? (isRight ? 'right' : 'DAMAGED')
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        if (outcome === 'DAMAGED') damaged++
        if (outcome !== 'right')
          console.log(`run ${run}: ${name}, ${JSON.stringify(shape)}, ${file}: ${outcome}`)
      }
    }
  } finally {
    await network.close()
  }
}
console.log(
  `${runs} runs of two files: ${[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`,
)
process.exitCode = damaged === 0 ? 0 : 1

function pick<T>(choices: readonly T[]): T {
  const choice = choices[Math.floor(random() * choices.length)]
  if (choice === undefined) throw new Error('nothing to choose from')
  return choice
}

/** Numbers in [0, 1), the same for a seed. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
