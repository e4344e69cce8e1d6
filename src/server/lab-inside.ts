/** The inner part of the lab, in its namespaces: the bridge, the server on it, and the command. */

import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { BootError } from '../boot-error.ts'
import { type ProgramError, runProgram } from '../run-program.ts'
import { exitStatusOf, startProgram } from '../start-program.ts'
import type { ServerEvent } from './events.ts'
import { runServe, type ServeOptions } from './serve.ts'

/** The lab to run. */
export interface LabOptions extends Pick<ServeOptions, 'reservations' | 'fixture' | 'dhcp'> {
  /** The boot tree; null: an empty one. */
  tree: string | null
  /** Program and arguments; empty: the lab runs until a signal ends it. */
  command: readonly string[]
}

/** An environment variable of the inner process. */
export const MARK = 'TSPXEBOOT_LAB_INSIDE'
/** The lab's bridge. */
export const LAB_BRIDGE = 'xenbr0'
/** The server's address on it. */
export const LAB_ADDRESS = '192.0.2.1/24'

/** Milliseconds after which a command that does not end is killed. */
const STOP_LIMIT = 2000
const EMPTY_TREE = '/run/empty-tree'
/** Mounts that make the lab more complete; a system may forbid them. */
const MOUNTS = [
  ['-t', 'sysfs', 'sysfs', '/sys'], // shows the links of this network namespace
  ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run'], // ip-netns(8) and results write there
]

/** The mark is not enough, because somebody outside of a lab may have it in the environment. */
export function isInside(): boolean {
  return process.env[MARK] !== undefined && process.pid === 1 && process.connected
}

/** The part of runLab that runs in the namespaces, as their process 1. */
export async function runInside(
  options: LabOptions,
  signal: AbortSignal,
  onEvent: (event: ServerEvent) => void,
): Promise<number> {
  const stop = new AbortController()
  const end = () => stop.abort()
  process.once('disconnect', end)
  signal.addEventListener('abort', end, { once: true })
  try {
    await furnish()
    return await serveDuring(options, stop, onEvent)
  } finally {
    // An open channel to the outer process would keep this one alive.
    if (process.connected) process.disconnect()
  }
}

async function serveDuring(
  { tree, command, ...settings }: LabOptions,
  stop: AbortController,
  onEvent: (event: ServerEvent) => void,
): Promise<number> {
  const served = {
    ...settings,
    directory: tree ?? EMPTY_TREE,
    interface: LAB_BRIDGE,
    address: LAB_ADDRESS,
    stateFolder: null,
    proxy: false,
    hosts: null,
  }
  const ready = new AbortController()
  const serving = runServe(served, stop.signal, (event) => {
    if (event.event === 'ServerStarted') ready.abort()
    onEvent(event)
  })
  try {
    await Promise.race([once(ready.signal, 'abort'), serving])
    return await (command.length === 0 ? serving.then(() => 0) : runCommand(command, stop.signal))
  } finally {
    stop.abort()
    await serving
  }
}

async function furnish(): Promise<void> {
  for (const mount of MOUNTS) await runProgram('mount', mount).catch(() => {})
  await mkdir(EMPTY_TREE, { recursive: true })
  // Without IPv6 the bridge only shows the packets of boots.
  await writeFile('/proc/sys/net/ipv6/conf/default/disable_ipv6', '1').catch(() => {})
  await ip('link', 'set', 'lo', 'up')
  await ip('link', 'add', LAB_BRIDGE, 'type', 'bridge', 'mcast_snooping', '0')
  await ip('link', 'set', LAB_BRIDGE, 'up')
}

async function ip(...args: string[]): Promise<void> {
  await runProgram('ip', args).catch((cause: ProgramError) => {
    throw new BootError('E_NETWORK', {
      what: `cannot furnish the lab: ip ${args.join(' ')}: ${cause.said}`,
      hint: 'iproute2 must be installed, and the kernel must have bridges',
      cause,
    })
  })
}

async function runCommand([program = '', ...args]: readonly string[], signal: AbortSignal): Promise<number> {
  const { [MARK]: _, ...env } = process.env
  const child = startProgram(program, args, { stdio: 'inherit', env })
  const stop = () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT).unref()
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await exitStatusOf(child)
  } catch (cause) {
    throw new BootError('E_USAGE', {
      what: `cannot run ${program}: ${cause instanceof Error ? cause.message : 'unknown'}`,
      cause,
    })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
