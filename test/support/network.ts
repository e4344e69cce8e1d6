// A network for a test, made of namespaces: one plays the hypervisor host, with a bridge that has no address, and
// others are joined to that bridge: the server (192.0.2.1/24), guests, relays. Nothing leaves them: no namespace has
// a way out. All is removed by close(), at exit and on signals; what a killed run left, the next one sweeps.
//
//     const network = await createNetwork()
//     const dhcp = await dnsmasq(network.server, { tftpRoot })            // servers.ts
//     const { status } = await network.host.run(['bin/tspxeboot', ...])
//     await network.close()
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check, type Finished, keepRunning, type Running, type RunOptions, run } from './processes.ts'

export const BRIDGE = 'xenbr0'
export const SERVER_ADDRESS = '192.0.2.1'

export interface Namespace {
  /** As `ip netns` knows it: tspx-PID-NUMBER-ROLE. */
  name: string
  /** A fresh folder for what runs here, removed with the network. */
  folder: string
  /** `command` as to be run from outside, together with `env`, by who starts processes himself: on a pty, say. */
  inside(command: readonly string[]): string[]
  env: Record<string, string>
  run(command: readonly string[], options?: RunOptions): Promise<Finished>
  /** Throws unless the exit status is 0; returns standard output. */
  check(command: readonly string[], options?: RunOptions): Promise<string>
  start(command: readonly string[], options?: Pick<RunOptions, 'env' | 'cwd'>): Running
}

export interface Leg {
  /** Default xenbr0; another name makes another bridge on the host. */
  bridge?: string
  /** In the namespace, default eth0. */
  interfaceName?: string
  mac?: string
  /** `A/P`; without it the interface is up and has no address. */
  address?: string
}

export interface TestNetwork {
  host: Namespace
  server: Namespace
  /** For files of the test, readable by all, removed with the network. */
  folder: string
  /** Joins a namespace of this name, made on first use, to a bridge of the host by a veth pair. */
  join(role: string, leg?: Leg): Promise<Namespace>
  /** What there is now on the host and of processes: compare two with assert.equal to see that nothing was left. */
  leftovers(): { links: string[]; processes: string[]; namespaces: string[] }
  close(): Promise<void>
}

/** In the environment of all that runs in a network, so that what it leaves is found wherever it went. */
const MARK = 'TSPXEBOOT_TEST_NETWORK'
/** In a network's folder: where its process id counts (pid_namespaces(7)). */
const PID_NAMESPACE = '.pid-namespace'
let count = 0

/** Makes `host` with the bridge and `server` on it. Needs root. */
export async function createNetwork(): Promise<TestNetwork> {
  sweep()
  count += 1
  const prefix = `tspx-${process.pid}-${count}-`
  const folder = mkdtempSync(join(tmpdir(), prefix))
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, PID_NAMESPACE), pidNamespace())
  const namespaces = new Map<string, Namespace>()
  const bridges = new Set<string>()
  let legs = 0

  const remove = () => removeAll(prefix, folder)
  process.on('exit', remove)

  const namespace = async (role: string) => {
    const known = namespaces.get(role)
    if (known) return known
    const made = await createNamespace(`${prefix}${role}`, mkdtempSync(join(folder, `${role}-`)), prefix)
    namespaces.set(role, made)
    return made
  }

  try {
    const host = await namespace('host')
    const addBridge = async (bridge: string) => {
      await host.check(['ip', 'link', 'add', bridge, 'type', 'bridge', 'mcast_snooping', '0'])
      await host.check(['ip', 'link', 'set', bridge, 'up'])
      bridges.add(bridge)
    }
    const joinHost = async (role: string, leg: Leg = {}) => {
      const { bridge = BRIDGE, interfaceName = 'eth0', mac, address } = leg
      if (!bridges.has(bridge)) await addBridge(bridge)
      const there = await namespace(role)
      legs += 1
      const port = `leg${legs}`
      const peer = ['peer', 'name', interfaceName, ...(mac ? ['address', mac] : []), 'netns', there.name]
      await host.check(['ip', 'link', 'add', port, 'type', 'veth', ...peer])
      await host.check(['ip', 'link', 'set', port, 'master', bridge, 'up'])
      if (address) await there.check(['ip', 'address', 'add', address, 'dev', interfaceName])
      await there.check(['ip', 'link', 'set', interfaceName, 'up'])
      return there
    }
    return {
      host,
      server: await joinHost('server', { address: `${SERVER_ADDRESS}/24` }),
      folder,
      join: joinHost,
      leftovers: () => ({ links: links(host.name), processes: marked(prefix), namespaces: netns(prefix) }),
      async close() {
        process.removeListener('exit', remove)
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

async function createNamespace(name: string, folder: string, mark: string): Promise<Namespace> {
  chmodSync(folder, 0o755)
  await check(['ip', 'netns', 'add', name])
  const inside = (command: readonly string[]) => ['ip', 'netns', 'exec', name, ...command]
  // In PATH as well: it is what programs hand on when they clear the rest of their environment.
  const env = { [MARK]: mark, PATH: `${process.env.PATH}:/${mark}` }
  const marked = <T extends { env?: NodeJS.ProcessEnv }>(options: T) => ({
    ...options,
    env: { ...env, ...options.env },
  })
  const namespace: Namespace = {
    name,
    folder,
    inside,
    env,
    run: (command, options = {}) => run(inside(command), marked(options)),
    check: (command, options = {}) => check(inside(command), marked(options)),
    start: (command, options = {}) => keepRunning(inside(command), marked(options)),
  }
  // No IPv6: its own chatter would be in every capture.
  const quiet = 'for f in all default; do echo 1 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done'
  await namespace.check(['sh', '-c', `[ ! -d /proc/sys/net/ipv6 ] || { ${quiet}; }`])
  await namespace.check(['ip', 'link', 'set', 'lo', 'up'])
  return namespace
}

/** Everything of a network: processes first, for a namespace lives as long as they do. Works in an exit handler. */
function removeAll(prefix: string, folder: string | null): void {
  for (const line of marked(prefix)) kill(Number.parseInt(line, 10))
  for (const name of netns(prefix)) {
    for (const pid of execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8' }).split('\n'))
      kill(Number(pid))
    execFileSync('ip', ['netns', 'delete', name])
  }
  if (folder) rmSync(folder, { recursive: true, force: true })
}

/** Removes the networks of test processes that have ended, in this process id namespace only, where ids mean the same. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, prefix, pid] = /^(tspx-(\d+)-\d+-)/.exec(name) ?? []
    const folder = join(tmpdir(), name)
    if (prefix === undefined || existsSync(`/proc/${pid}`)) continue
    try {
      if (readFileSync(join(folder, PID_NAMESPACE), 'utf8') === pidNamespace()) removeAll(prefix, folder)
    } catch {
      // Another user's, or swept by another process meanwhile.
    }
  }
}

function pidNamespace(): string {
  return readlinkSync('/proc/self/ns/pid')
}

/** The names that `ip netns` knows (ip-netns(8)). */
function netns(prefix: string): string[] {
  const names = existsSync('/run/netns') ? readdirSync('/run/netns') : []
  return names.filter((name) => name.startsWith(prefix)).sort()
}

function links(namespace: string): string[] {
  if (netns(namespace).length === 0) return []
  const names = execFileSync('ip', ['netns', 'exec', namespace, 'ls', '/sys/class/net'], { encoding: 'utf8' })
  return names.trim().split('\n').sort()
}

/** `PID COMMAND` of the processes that carry the mark of a network. */
function marked(prefix: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return []
    try {
      const words = readFileSync(`/proc/${pid}/environ`, 'latin1').split(/[\0:]/)
      if (!words.includes(`${MARK}=${prefix}`) && !words.includes(`/${prefix}`)) return []
      return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()}`]
    } catch {
      return [] // Ended meanwhile.
    }
  })
}

function kill(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL')
  } catch {
    // Ended meanwhile.
  }
}
