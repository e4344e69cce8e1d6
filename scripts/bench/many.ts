// Boots guests at the same time on one bridge with one dnsmasq, each to its right files, and prints what a boot takes
// against one alone: time, processor time, memory. Needs root, and a build.
//     node --import tsx scripts/bench/many.ts [GUESTS]
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BootTree, sha256, writeBootTree } from '../../test/support/boot-tree.ts'
import { dnsmasq } from '../../test/support/dhcp-servers.ts'
import { BRIDGE, createNetwork, type TestNetwork } from '../../test/support/network.ts'
import { guestFiles } from './guest-files.ts'

const PROGRAM = resolve('bin/tspxeboot')
/** Runs before the first that counts: what is cached then is cached for all. */
const WARM_UP = 2
const SAMPLE_MS = 200
/** Pss takes the kernel long, so it is read only once in so many samples. */
const BETWEEN = 10

/** What one boot took. Seconds and bytes. */
export interface Cost {
  wall: number
  /** Supervisor, client and every tool that they ran. */
  cpu: number
  /** Peaks of resident memory. */
  supervisor: number
  client: number
}

/** The costs of boots alone and at the same time. */
export interface Many {
  guests: number
  alone: Cost[]
  together: Cost[]
  /** Most memory that a boot had at a time, with pages that are shared divided among those who share them (Pss). */
  shareAlone: number
  shareTogether: number
}

/** Boots that many guests at the same time. Throws if a boot fails, has wrong files or leaves something behind. */
export async function bootMany(guests: number): Promise<Many> {
  const network = await createNetwork()
  try {
    const tree = writeBootTree(network.folder, guestFiles())
    const lines = ['tftp-max=1000', 'dhcp-lease-max=1000']
    await dnsmasq(network.server, { range: [10, 250] }, { tftpRoot: tree.root, lines })
    const before = JSON.stringify(network.leftovers())
    const alone: Cost[] = []
    let shareAlone = 0
    for (let run = 0; run < WARM_UP + 3; run += 1) {
      const { costs, share } = await bootAll(network, tree, 1)
      if (run < WARM_UP) continue
      alone.push(...costs)
      shareAlone = Math.max(shareAlone, share)
    }
    const { costs, share } = await bootAll(network, tree, guests)
    const after = JSON.stringify(network.leftovers())
    if (after !== before) throw new Error(`left behind: ${after}`)
    return { guests, alone, together: costs, shareAlone, shareTogether: share / guests }
  } finally {
    await network.close()
  }
}

async function bootAll(network: TestNetwork, tree: BootTree, guests: number) {
  const watched = new Map<number, Pick<Cost, 'supervisor' | 'client'>>()
  let share = 0
  let samples = 0
  const sampler = setInterval(() => {
    let now = 0
    const withShare = samples++ % BETWEEN === 0 || guests === 1
    for (const [pid, peaks] of watched) now += sample(pid, peaks, withShare)
    share = Math.max(share, now)
  }, SAMPLE_MS)
  try {
    const boots = Array.from({ length: guests }, (_, guest) => boot(network, tree, guest, watched))
    return { costs: await Promise.all(boots), share }
  } finally {
    clearInterval(sampler)
  }
}

async function boot(
  network: TestNetwork,
  tree: BootTree,
  guest: number,
  watched: Map<number, Pick<Cost, 'supervisor' | 'client'>>,
): Promise<Cost> {
  const mac = `00:16:3e:aa:00:${guest.toString(16).padStart(2, '0')}`
  const output = join(network.folder, `out-${guest}`)
  mkdirSync(output)
  const call = [
    `mac=${mac}`,
    `bridge=${BRIDGE}`,
    `--output-directory=${output}`,
    '--timeout=600',
    '--dhcp-timeout=60',
  ]
  const timed = ['bash', '-c', 'TIMEFORMAT="took %R %U %S"; time "$@"', 'bash', PROGRAM, ...call]
  const run = network.host.start(timed)
  const peaks = { supervisor: 0, client: 0 }
  watched.set(run.pid, peaks)
  const status = await run.ended
  watched.delete(run.pid)
  const sums = readdirSync(output)
    .sort()
    .map((file) => sha256(readFileSync(join(output, file))))
  rmSync(output, { recursive: true })
  if (status !== 0 || sums[0] !== tree.kernel || sums[1] !== tree.initrd) {
    throw new Error(`the boot of ${mac} ended with ${status}: ${run.output()}`)
  }
  const [wall = 0, user = 0, system = 0] = (/took (.*)/.exec(run.output())?.[1] ?? '').split(' ').map(Number)
  return { wall, cpu: user + system, ...peaks }
}

/** Follows the peaks of a boot's two processes; returns their Pss (proc(5)) where it is wanted. */
function sample(shell: number, peaks: Pick<Cost, 'supervisor' | 'client'>, withShare: boolean): number {
  const supervisor = childrenOf(shell)[0]
  if (supervisor === undefined) return 0
  const entrance = childrenOf(supervisor).find((pid) => /pxe-client/.test(read(`/proc/${pid}/cmdline`)))
  const client = entrance === undefined ? undefined : childrenOf(entrance)[0]
  peaks.supervisor = Math.max(peaks.supervisor, bytes(`/proc/${supervisor}/status`, 'VmHWM'))
  peaks.client = Math.max(peaks.client, client === undefined ? 0 : bytes(`/proc/${client}/status`, 'VmHWM'))
  if (!withShare) return 0
  return [supervisor, client].reduce<number>(
    (sum, pid) => sum + (pid === undefined ? 0 : bytes(`/proc/${pid}/smaps_rollup`, 'Pss')),
    0,
  )
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)
}

function bytes(file: string, name: string): number {
  return 1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(read(file))?.[1] ?? 0)
}

/** Empty where the process has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

function print({ guests, alone, together, shareAlone, shareTogether }: Many): void {
  const rows: [string, number, number, (value: number) => string][] = [
    ['wall time, median', ...both((costs) => median(costs.map(({ wall }) => wall))), seconds],
    ['wall time, longest', ...both((costs) => Math.max(...costs.map(({ wall }) => wall))), seconds],
    ['processor time of a boot', ...both((costs) => median(costs.map(({ cpu }) => cpu))), seconds],
    [
      'peak memory, supervisor',
      ...both((costs) => median(costs.map(({ supervisor }) => supervisor))),
      megabytes,
    ],
    ['peak memory, client', ...both((costs) => median(costs.map(({ client }) => client))), megabytes],
    ['memory of a boot, shared pages divided', shareAlone, shareTogether, megabytes],
  ]
  function both(of: (costs: Cost[]) => number): [number, number] {
    return [of(alone), of(together)]
  }
  console.log(`${guests} guests at once: all booted, all files right, nothing left\n`)
  console.log(
    `${''.padEnd(40)}${'alone'.padStart(12)}${`${guests} at once`.padStart(14)}${'ratio'.padStart(8)}`,
  )
  for (const [name, one, many, unit] of rows) {
    console.log(
      `${name.padEnd(40)}${unit(one).padStart(12)}${unit(many).padStart(14)}${(many / one).toFixed(1).padStart(8)}`,
    )
  }
}

const seconds = (value: number): string => `${value.toFixed(2)} s`
const megabytes = (value: number): string => `${(value / 1e6).toFixed(1)} MB`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  print(await bootMany(Number(process.argv[2] ?? 50)))
