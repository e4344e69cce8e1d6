// A slow or lossy way between two namespaces: the project's link emulator between network.server and a client.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Namespace, TestNetwork } from '../network.ts'
import { until } from '../processes.ts'

export const LINK_SERVER = '198.51.100.1'
export const LINK_CLIENT = '198.51.100.2'

/** Delays in microseconds one way, the rest in percent of the packets (IP fragments count by themselves). */
export interface LinkShape {
  delay?: number
  jitter?: number
  loss?: number
  duplicate?: number
  reorder?: number
  limit?: number
}

export interface Link {
  /** Where the client runs; the server is LINK_SERVER from there. */
  client: Namespace
  /** Takes the link away; returns what the emulator counted. */
  stop(): Promise<string>
}

/** Joins `network.server` and the client's namespace; `back` is the way from the client, as the other if not given. */
export async function createLink(
  network: TestNetwork,
  forth: LinkShape,
  { back = forth, seed = 1 }: { back?: LinkShape; seed?: number } = {},
): Promise<Link> {
  const client = await network.join('client')
  const sides = [network.server.name, 'link0', written(forth), client.name, 'link0', written(back)]
  const emulator = network.host.start([compiled(), ...sides], { env: { SEED: String(seed) } })
  await until(
    () => emulator.output().includes('ready'),
    () => `the link emulator:\n${emulator.output()}`,
  )
  const legs: [Namespace, string][] = [
    [network.server, LINK_SERVER],
    [client, LINK_CLIENT],
  ]
  for (const [place, address] of legs) {
    await place.check(['ip', 'address', 'add', `${address}/24`, 'dev', 'link0'])
    await place.check(['ip', 'link', 'set', 'link0', 'mtu', '1500', 'txqueuelen', '20000', 'up'])
  }
  return {
    client,
    async stop() {
      await emulator.stop()
      return emulator.output().replace('ready\n', '')
    },
  }
}

/** `delay=500,loss=0.1`. */
function written(shape: LinkShape): string {
  return Object.entries(shape)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
}

/** Path of the emulator, compiled when its source is newer than what is in the cache. */
function compiled(): string {
  const source = join(dirname(fileURLToPath(import.meta.url)), 'link-emulator.c')
  const { TSPXEBOOT_CACHE, XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env
  const cache = TSPXEBOOT_CACHE ?? join(XDG_CACHE_HOME, 'tspxeboot')
  const digest = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12)
  const program = join(cache, `link-emulator-${digest}`)
  if (!existsSync(program)) {
    mkdirSync(cache, { recursive: true })
    execFileSync('cc', ['-O2', '-o', `${program}.${process.pid}`, source])
    renameSync(`${program}.${process.pid}`, program)
  }
  return program
}
