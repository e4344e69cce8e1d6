// Boots guests on a network where garbage, mutations, spoofed answers, floods and endless files come with what is
// right, until so many hostile packets came. Each boot must end in time, in the right files or an error of ours, in
// bounded memory, and print nothing that could drive a terminal. Needs root, and a build.
//     node --import tsx scripts/soak-hostile.ts [PACKETS [SEED]]
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { CONFIG, linuxKernel, sha256, writeBootTree } from '../test/support/boot-tree.ts'
import { EVIL, NASTY, STRANGER } from '../test/support/hostile-network.ts'
import { listening } from '../test/support/listening.ts'
import { mutate, xorshift } from '../test/support/mutate.ts'
import { BRIDGE, createNetwork, type TestNetwork } from '../test/support/network.ts'
import type { Running } from '../test/support/processes.ts'

const PROGRAM = resolve('bin/tspxeboot')
const GUESTS = 16
const AT_ONCE = 4
/** Seconds of --timeout, and how much later a boot must be over on the busiest machine. */
const LIMIT = { run: 20, grace: 60 }
/** Bytes of resident memory at which the client process is out of bounds. */
const MEMORY = 300 << 20

/** Configurations: the n-th guest's is the n-th, from the start again. */
const CONFIGS: ((random: () => number) => Buffer)[] = [
  () => Buffer.from(CONFIG),
  () => Buffer.from(`MENU TITLE ${NASTY}\nSAY ${NASTY}\n${CONFIG}  MENU LABEL ${NASTY}\n`, 'latin1'),
  () => Buffer.from(`INCLUDE ${NASTY}\n${CONFIG}${NASTY} x\n`, 'latin1'),
  () => Buffer.from(`DEFAULT x\nLABEL x\n KERNEL ${NASTY}\n APPEND initrd=${NASTY}\n`, 'latin1'),
  () => Buffer.from(`DEFAULT menu.c32\nMENU TITLE ${NASTY}\nTIMEOUT 1\n${CONFIG}`, 'latin1'),
  (random) => Buffer.from(Array.from({ length: 3000 }, () => random() & 0xff)),
  (random) => mutate(Buffer.from(CONFIG), random),
  (random) => mutate(Buffer.from(CONFIG), random),
]

const TELLINGS = [[], ['-v'], ['--debug'], ['--debug', '--log-format=json']] as const

/** What became of the boots. */
export interface HostileCount {
  packets: number
  /** Boots by how they ended: `booted`, `explained`, or the code of their error. */
  ends: Record<string, number>
  /** Most bytes of resident memory of a client process. */
  peak: number
}

/** Throws an Error that says what a boot did that it must not. */
export async function soakHostile(packets: number, seed: number): Promise<HostileCount> {
  const network = await createNetwork()
  try {
    const site = await openSite(network, seed)
    const before = network.leftovers()
    const count: HostileCount = { packets: 0, ends: {}, peak: 0 }
    let next = 0
    const boots = async (): Promise<void> => {
      while (count.packets < packets) {
        const end = await boot(site, next++, count)
        count.ends[end] = (count.ends[end] ?? 0) + 1
        count.packets = Math.max(
          0,
          ...[...site.server.output().matchAll(/hostile (\d+)/g)].map(([, n]) => Number(n)),
        )
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, boots))
    const after = network.leftovers()
    if (JSON.stringify(after) !== JSON.stringify(before))
      throw new Error(`left behind: ${JSON.stringify(after)}`)
    return count
  } finally {
    await network.close()
  }
}

interface Site {
  network: TestNetwork
  server: Running
  /** sha256 of the files that may be booted. */
  kernel: string
  initrd: string
}

async function openSite(network: TestNetwork, seed: number): Promise<Site> {
  const random = xorshift(seed)
  const [kernel, initrd] = [linuxKernel(60_000), linuxKernel(40_001)]
  const configs = Array.from({ length: GUESTS }, (_, guest) => [
    `pxelinux.cfg/01-${macOf(guest).replaceAll(':', '-')}`,
    CONFIGS[guest % CONFIGS.length]?.(random) ?? '',
  ])
  const evil = { 'pxelinux.cfg/default': CONFIG, vmlinuz: linuxKernel(50_000), 'initrd.img': 'evil' }
  const { root } = writeBootTree(network.folder, {
    ...Object.fromEntries(configs),
    vmlinuz: kernel,
    'initrd.img': initrd,
    ...Object.fromEntries(Object.entries(evil).map(([name, content]) => [`${EVIL}${name}`, content])),
  })
  const { server } = network
  await server.check(['ip', 'address', 'add', `${STRANGER}/24`, 'dev', 'eth0'])
  await server.check(['ip', 'route', 'replace', 'broadcast', '255.255.255.255', 'dev', 'eth0'])
  const command = [
    process.execPath,
    '--import',
    'tsx',
    'test/support/hostile-boot-server.ts',
    String(seed),
    root,
  ]
  const running = await listening(server, server.start(command), 69)
  return { network, server: running, kernel: sha256(kernel), initrd: sha256(initrd) }
}

function macOf(guest: number): string {
  return `00:16:3e:11:22:${guest.toString(16).padStart(2, '0')}`
}

/** One boot, or one dry run; how it ended. */
async function boot(site: Site, number: number, count: HostileCount): Promise<string> {
  const { network, kernel, initrd } = site
  const mac = macOf(number % GUESTS)
  const output = join(network.folder, `out-${number}`)
  mkdirSync(output)
  const isDry = number % 5 === 4
  const call = isDry
    ? ['explain', mac, '--bridge', BRIDGE]
    : [`mac=${mac}`, `bridge=${BRIDGE}`, `--output-directory=${output}`]
  const limits = [`--timeout=${LIMIT.run}`, '--dhcp-timeout=3', '--max-size=2000000']
  const run = network.host.start([PROGRAM, ...call, ...limits, ...(TELLINGS[number % TELLINGS.length] ?? [])])
  const memory = watchMemory(run.pid, count)
  const status = await Promise.race([
    run.ended,
    sleep((LIMIT.run + LIMIT.grace) * 1000, 'late' as const, { ref: false }),
  ])
  clearInterval(memory)
  const said = run.output()
  const fail = (what: string): never => {
    throw new Error(`boot ${number} of ${mac}: ${what}\n${said}`)
  }
  if (status === 'late') {
    await run.stop('SIGKILL')
    fail('it does not end')
  }
  if (status !== 0 && status !== 1) fail(`exit status ${status}`)
  if (/^\s+at |internal error/m.test(said)) fail('an error that is none of ours')
  const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/.exec(said)
  if (control !== null) fail(`control character ${JSON.stringify(control[0])} printed`)
  if (count.peak > MEMORY) fail(`the client process took ${count.peak} bytes`)
  const [got, ramdisk] = readdirSync(output)
    .sort()
    .map((file) => sha256(readFileSync(join(output, file))))
  rmSync(output, { recursive: true })
  if (status === 0 && !isDry) {
    if (got !== kernel || (ramdisk !== undefined && ramdisk !== initrd)) fail('a wrong boot')
    return 'booted'
  }
  if (got !== undefined) fail('files are left')
  if (status === 0) return 'explained'
  return /\b(E_[A-Z_]+)\b(?!.*\bE_)/s.exec(said)?.[1] ?? fail('no error')
}

/** Follows the peak of the client process (VmHWM of proc(5)). */
function watchMemory(supervisor: number, count: HostileCount): NodeJS.Timeout {
  return setInterval(() => {
    try {
      for (const pid of readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, 'latin1')
        .trim()
        .split(' ')) {
        const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
        count.peak = Math.max(count.peak, Number(peak ?? 0) * 1024)
      }
    } catch {
      // One of them has ended.
    }
  }, 100)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { packets, ends, peak } = await soakHostile(
    Number(process.argv[2] ?? 10_000),
    Number(process.argv[3] ?? 1),
  )
  console.log(`${packets} hostile packets; the client process took ${Math.round(peak / 1e6)} MB at the most`)
  for (const [end, times] of Object.entries(ends).sort(([, a], [, b]) => b - a)) {
    console.log(`${String(times).padStart(6)} ${end}`)
  }
}
