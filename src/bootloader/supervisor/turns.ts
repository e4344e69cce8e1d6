/**
 * Boots that run at the same time take turns. A host that comes back after a power cut starts all its guests at once, and
 * if its processors are what they wait for, all are done sooner when a few run at a time (docs/performance.md).
 *
 * A turn is the name of a socket in the abstract namespace (unix(7)): one process at a time has it, and the kernel takes
 * it back however that process ends.
 */

import { createServer } from 'node:net'
import { availableParallelism, cpus } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../context.ts'

const TURNS_PER_PROCESSOR = 4
const POLL_MS = 50
/** With so much of the processors idle for so long, the boots that run wait for something else, and one more may begin. */
const IDLE = { share: 0.25, ms: 200 }
/** Nobody waits longer, whatever the others do. */
const PATIENCE_MS = 60_000

/**
 * Resolves when this boot may begin, with a function that lets the next one begin. Rejects with the signal's reason.
 * `meter`: begins to measure; the result says whether the processors are idle enough for one more boot.
 */
export async function takeTurn({ signal, onEvent }: Context, meter = idleMeter): Promise<() => void> {
  const free = await freeTurn()
  if (free !== null) return free
  onEvent({ event: 'TurnAwaited' })
  const patience = performance.now() + PATIENCE_MS
  let front: (() => void) | null = null
  let isIdle = meter()
  try {
    while (performance.now() < patience) {
      await pause(POLL_MS, undefined, { signal }).catch(() => signal.throwIfAborted())
      if (front === null) {
        front = await hold('front')
        isIdle = meter()
        continue
      }
      const turn = await freeTurn()
      if (turn !== null) return turn
      if (isIdle()) break
    }
    return () => {}
  } finally {
    front?.()
  }
}

/** Takes any turn that nobody has; null: there is none. */
async function freeTurn(): Promise<(() => void) | null> {
  for (let turn = TURNS_PER_PROCESSOR * availableParallelism(); turn > 0; turn -= 1) {
    const release = await hold(`turn-${turn}`)
    if (release !== null) return release
  }
  return null
}

/** Takes a name that one process of the host can have, until it releases it; null: another has it. */
function hold(name: string): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const socket = createServer((stranger) => stranger.destroy())
    socket.once('error', () => resolve(null))
    socket.listen(`\0tspxeboot-${name}`, () => {
      socket.unref()
      resolve(() => socket.close())
    })
  })
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
