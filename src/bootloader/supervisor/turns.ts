/**
 * Boots that run at the same time take turns. A host that comes back after a power cut starts all its guests at once, and
 * if its processors are what they wait for, all are done sooner when a few run at a time (docs/performance.md).
 *
 * A turn is the name of a socket in the abstract namespace (unix(7)): one process at a time has it, and the kernel takes
 * it back however that process ends. Whoever waits for it is connected to that process, and the connection ends with it.
 */

import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { availableParallelism, cpus } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { TOOL_PATH } from '../../guest-port/index.ts'
import { startProgram } from '../../start-program.ts'
import type { Context } from '../context.ts'

const TURNS_PER_PROCESSOR = 4
/** With so much of the processors idle for so long, the boots that run wait for something else, and one more may begin. */
const IDLE = { share: 0.25, ms: 200 }
/** Nobody waits longer, whatever the others do. */
const PATIENCE_MS = 60_000
/** Nobody tries more often, whatever a stranger does who has the names. */
const RETRY_MS = 50
/** So many can wait for one turn; each is an open file, and strangers may be among them. Others try again. */
const WAITING = 16

/** Gives up a name. */
type Release = () => void

/**
 * Resolves when this boot may begin, with a function that lets the next one begin. Rejects with the signal's reason.
 * `meter`: begins to measure; the result says whether the processors are idle enough for one more boot.
 */
export async function takeTurn({ signal, onEvent }: Context, meter = idleMeter): Promise<Release> {
  const turns = Array.from(
    { length: TURNS_PER_PROCESSOR * availableParallelism() },
    (_, at) => `turn-${at + 1}`,
  )
  const free = await holdAny(turns)
  if (free !== null) return free
  onEvent({ event: 'TurnAwaited' })
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
  const leaveQueue = await queue(patience)
  const idle = new AbortController()
  const isIdle = meter()
  const watch = setInterval(() => isIdle() && idle.abort(), IDLE.ms)
  try {
    const turn = await holdNext(turns, AbortSignal.any([patience, idle.signal]))
    if (turn === null) signal.throwIfAborted()
    return turn ?? (() => {})
  } finally {
    clearInterval(watch)
    leaveQueue()
  }
}

/**
 * Waits until the boots that came before look for a turn no longer, or `enough`: the one that looks holds a lock on this
 * file (flock(2)), and the kernel wakes the next. It ends with our descriptor, however we end, and flock(1) with us.
 */
async function queue(enough: AbortSignal): Promise<Release> {
  const lock = openSync(fileURLToPath(import.meta.url), 'r')
  const words = ['--pdeathsig', 'KILL', 'flock', '-x', '3']
  const waiting = startProgram('setpriv', words, {
    stdio: ['ignore', 'ignore', 'ignore', lock],
    env: { PATH: TOOL_PATH },
    cwd: '/',
  })
  const stop = () => waiting.kill('SIGKILL')
  enough.addEventListener('abort', stop)
  if (enough.aborted) stop()
  // Where there is no flock, nobody waits.
  await once(waiting, 'close').catch(() => {})
  enough.removeEventListener('abort', stop)
  return () => closeSync(lock)
}

/** Takes one of the names as soon as nobody has it; null: `enough` came first. */
async function holdNext(names: readonly string[], enough: AbortSignal): Promise<Release | null> {
  while (!enough.aborted) {
    const release = await holdAny(names)
    if (release !== null) return release
    await Promise.all([oneReleased(names, enough), pause(RETRY_MS)])
  }
  return null
}

/** Takes the first of the names that nobody has; null: there is none. */
async function holdAny(names: readonly string[]): Promise<Release | null> {
  for (const name of names) {
    const release = await hold(name)
    if (release !== null) return release
  }
  return null
}

/** Takes a name that one process of the host can have, until it releases it; null: another has it. */
function hold(name: string): Promise<Release | null> {
  return new Promise((resolve) => {
    const waiting = new Set<Socket>()
    const socket = createServer((other) => {
      waiting.add(other.unref())
      other.on('error', () => {}).once('close', () => waiting.delete(other))
    })
    socket.maxConnections = WAITING
    socket.once('error', () => resolve(null))
    socket.listen(addressOf(name), () => {
      socket.unref()
      resolve(() => {
        socket.close()
        for (const other of waiting) other.destroy()
      })
    })
  })
}

/** Resolves when a process that has one of the names releases it or ends, or nobody has it, or `enough` is aborted. */
async function oneReleased(names: readonly string[], enough: AbortSignal): Promise<void> {
  const holders = names.map((name) => connect(addressOf(name)).on('error', () => {}))
  await Promise.race(holders.map((holder) => once(holder, 'close', { signal: enough }))).catch(() => {})
  for (const holder of holders) holder.destroy()
}

function addressOf(name: string): string {
  return `\0tspxeboot-${name}`
}

/** A function that says, once in IDLE.ms, whether the processors were idle enough since it said so last. */
function idleMeter(): () => boolean {
  let since = performance.now()
  let before = processorTimes()
  return () => {
    if (performance.now() < since + IDLE.ms) return false
    const now = processorTimes()
    const share = (now.idle - before.idle) / (now.all - before.all)
    since = performance.now()
    before = now
    return share >= IDLE.share
  }
}

/** Milliseconds of all processors since the host started. */
function processorTimes(): { idle: number; all: number } {
  const times = cpus().map(({ times }) => times)
  const sum = (of: (time: (typeof times)[number]) => number) => times.reduce((all, time) => all + of(time), 0)
  return {
    idle: sum(({ idle }) => idle),
    all: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq),
  }
}
