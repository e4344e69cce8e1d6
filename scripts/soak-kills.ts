// Kills boots: a signal to the supervisor, to one of its client processes or to all of them, at a moment by chance. After
// each the host must be as it was, and the next boot of the same guest must work at once. Needs root, and a build.
//     node --import tsx scripts/soak-kills.ts [RUNS [SEED]]
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { linuxKernel, sha256, writeBootTree } from '../test/support/boot-tree.ts'
import { dnsmasq } from '../test/support/dhcp-servers.ts'
import { xorshift } from '../test/support/mutate.ts'
import { BRIDGE, createNetwork, type TestNetwork } from '../test/support/network.ts'
import { type Running, until } from '../test/support/processes.ts'

const PROGRAM = resolve('bin/tspxeboot')
const MAC = '00:16:3e:11:22:33'
/** A device of the host that is not a bridge: the guest uses it through a macvlan. */
const UPLINK = 'uplink0'
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const
const VICTIMS = ['supervisor', 'client', 'all'] as const
const PLACES = [`--bridge=${BRIDGE}`, `--interface=${UPLINK}`] as const

interface Kill {
  signal: (typeof SIGNALS)[number]
  victim: (typeof VICTIMS)[number]
  place: (typeof PLACES)[number]
  /** Whether packets are captured meanwhile. */
  pcap: boolean
  /** When, in ms after the start; for a client, after it exists. */
  afterMs: number
}

/** What became of the boots. */
export interface KillCount {
  runs: number
  /** Boots that were done before the signal came, or whose client let it pass. */
  done: number
  /** Boots that ended in an error of ours; the others were ended by the signal itself. */
  told: number
}

/** Throws an Error that says which kill left what behind. */
export async function soakKills(runs: number, seed: number): Promise<KillCount> {
  const network = await createNetwork()
  try {
    const files = { vmlinuz: linuxKernel(300_000), 'initrd.img': randomBytes(3_000_000) }
    const { root } = writeBootTree(network.folder, files)
    await dnsmasq(network.server, {}, { tftpRoot: root })
    await addUplink(network)
    const sums = Object.values(files).map(sha256)
    return await killMany({ network, sums, output: join(network.folder, 'out') }, runs, xorshift(seed))
  } finally {
    await network.close()
  }
}

interface Site {
  network: TestNetwork
  /** sha256 of kernel and ramdisk. */
  sums: string[]
  output: string
}

async function killMany(site: Site, runs: number, random: () => number): Promise<KillCount> {
  const count: KillCount = { runs, done: 0, told: 0 }
  const one = <T>(list: readonly T[]): T => list[random() % list.length] as T
  for (const place of PLACES) await bootWell(site, place)
  const before = await stateOf(site)
  const atRest = new Set(site.network.leftovers().processes)
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now()
    const place = one(PLACES)
    const kill: Kill = {
      signal: one(SIGNALS),
      victim: one(VICTIMS),
      place,
      pcap: random() % 4 === 0,
      afterMs: 0,
    }
    await bootWell(site, place)
    kill.afterMs = random() % Math.ceil(performance.now() - started)
    try {
      const { status, output } = await bootAndKill(site, kill, atRest)
      if (status === 0) count.done += 1
      else if (/^tspxeboot: E_[A-Z_]+: /m.test(output)) count.told += 1
      else if (kill.victim === 'client') throw new Error(`no error was printed: ${output}`)
      if (/^\s+at /m.test(output)) throw new Error(`a stack trace: ${output}`)
      checkFiles(site, status, kill)
      await settled(site, before)
    } catch (cause) {
      throw new Error(
        `run ${run}, ${kill.signal} to the ${kill.victim} after ${kill.afterMs} ms, ${place}${kill.pcap ? ', with a capture' : ''}`,
        {
          cause,
        },
      )
    }
  }
  await bootWell(site, PLACES[0])
  return count
}

async function bootAndKill(
  { network, output }: Site,
  { signal, victim, place, pcap, afterMs }: Kill,
  atRest: ReadonlySet<string>,
) {
  const words = pcap ? [`--pcap=${join(network.folder, 'packets.pcap')}`] : []
  const boot = start(network, output, place, words)
  const started = performance.now()
  let over = false
  const ended = boot.ended.finally(() => {
    over = true
  })
  let pid: number | null = victim === 'client' ? null : boot.pid
  while (!over && pid === null) {
    pid = clientOf(boot.pid)
    if (pid === null) await sleep(2)
  }
  await Promise.race([ended, sleep(Math.max(0, afterMs - (performance.now() - started)))])
  const all = () => network.leftovers().processes.filter((process) => !atRest.has(process))
  const pids = victim === 'all' ? all().map((process) => Number.parseInt(process, 10)) : [pid]
  if (!over) for (const pid of pids) send(pid, signal)
  const late = sleep(60_000, 'late' as const, { ref: false })
  const status = await Promise.race([ended, late])
  if (status !== 'late') return { status, output: boot.output() }
  const waiting = all().map((process) => waitingFor(Number.parseInt(process, 10)))
  await boot.stop('SIGKILL')
  throw new Error(`it did not end: ${boot.output()}\n${waiting.join('')}`)
}

/** A boot that nobody disturbs. */
async function bootWell({ network, sums, output }: Site, place: Kill['place']): Promise<void> {
  const boot = start(network, output, place)
  const status = await boot.ended
  const got = filesIn(output).map((file) => sha256(readFileSync(join(output, file))))
  if (status !== 0 || got.join() !== sums.join()) {
    throw new Error(`an undisturbed boot ended with ${status}: ${boot.output()}`)
  }
  rmSync(output, { recursive: true })
}

function start({ host }: TestNetwork, output: string, place: string, words: string[] = []): Running {
  mkdirSync(output, { recursive: true })
  const call = [PROGRAM, `mac=${MAC}`, place, `--output-directory=${output}`, '--dhcp-timeout=10']
  return host.start([...call, ...words])
}

/** The process that is or becomes the PXE client, whose parent is a child of the supervisor. */
function clientOf(supervisor: number): number | null {
  const read = (file: string): string => {
    try {
      return readFileSync(file, 'latin1')
    } catch {
      return ''
    }
  }
  const childrenOf = (pid: number) => read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').map(Number)
  const entrance = childrenOf(supervisor).find((pid) => /pxe-client/.test(read(`/proc/${pid}/cmdline`)))
  return (entrance !== undefined && childrenOf(entrance)[0]) || null
}

/** Each thread of a process, with the kernel's function in which it sleeps. */
function waitingFor(pid: number): string {
  const words = ['-L', '-p', String(pid), '-o', 'pid,tid,ppid,stat,wchan:32,args']
  return spawnSync('ps', words, { encoding: 'utf8' }).stdout
}

function send(pid: number | null, signal: NodeJS.Signals): void {
  try {
    if (pid !== null) process.kill(pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}

/** Only a supervisor that had no chance to clean up may leave files. */
function checkFiles({ output }: Site, status: number | null, { signal, victim }: Kill): void {
  const left = filesIn(output)
  if (status !== 0 && left.length > 0 && !(signal === 'SIGKILL' && victim !== 'client')) {
    throw new Error(`files are left: ${left.join(', ')}`)
  }
  rmSync(output, { recursive: true, force: true })
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

/** What a boot could change on its host, as text. */
async function stateOf({ network }: Site): Promise<string> {
  const routes = await network.host.check(['ip', 'route', 'show', 'table', 'all'])
  return `${JSON.stringify(network.leftovers())}\n${routes}${await network.host.check(['ip', 'rule'])}`
}

/** The kernel takes away what was killed in its own time. */
async function settled(site: Site, before: string): Promise<void> {
  let now = before
  const asBefore = async () => {
    now = await stateOf(site)
    return now === before
  }
  await until(asBefore, () => `the host to be as it was: ${now}, not ${before}`, 5)
}

async function addUplink({ host }: TestNetwork): Promise<void> {
  await host.check(['ip', 'link', 'add', UPLINK, 'type', 'veth', 'peer', 'name', `${UPLINK}p`])
  await host.check(['ip', 'link', 'set', `${UPLINK}p`, 'master', BRIDGE, 'up'])
  // Else a boot on the one device makes the guest one that runs, for a boot on the other.
  await host.check(['bridge', 'link', 'set', 'dev', `${UPLINK}p`, 'learning', 'off'])
  await host.check(['ip', 'link', 'set', UPLINK, 'up'])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const runs = Number(process.argv[2] ?? 200)
  const { done, told } = await soakKills(runs, Number(process.argv[3] ?? 1))
  console.log(
    `${runs} kills: ${done} boots were done all the same, ${told} ended with an error of ours, ${runs - done - told} by the signal; nothing was left`,
  )
}
