import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { BootEvent } from '../../../src/bootloader/events.ts'
import { takeTurn } from '../../../src/bootloader/supervisor/turns.ts'
import { until } from '../../support/processes.ts'

const turns = suite('the turns of boots on one host')

const busy = () => () => false
const idle = () => () => true

/** A boot that wants a turn. */
function boot(meter: typeof busy) {
  const events: BootEvent['event'][] = []
  const end = new AbortController()
  const onEvent = ({ event }: BootEvent) => void events.push(event)
  return { events, end, turn: takeTurn({ signal: end.signal, onEvent }, meter) }
}

/** Boots that have all the turns there are. */
async function allTurns(): Promise<(() => void)[]> {
  const boots = Array.from({ length: 4 * availableParallelism() }, () => boot(busy))
  const ends = await Promise.all(boots.map(({ turn }) => turn))
  assert.equal(
    boots.flatMap(({ events }) => events),
    [],
  )
  return ends
}

/** A boot in a process of its own, which has a turn or waits for one. */
async function otherBoot() {
  const program = `import { takeTurn } from './src/bootloader/supervisor/turns.ts'
    await takeTurn({ signal: AbortSignal.timeout(60_000), onEvent: () => console.log('waiting') })
    console.log('begun')
    setInterval(() => {}, 1000)`
  const words = ['--import', 'tsx', '--input-type=module', '-e', program]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

/** null: there is no such process. */
function commandOf(pid: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'latin1')
  } catch {
    return null
  }
}

turns('are four for each processor, and the next boot waits until one of them is done', async () => {
  const ends = await allTurns()
  const next = boot(busy)
  let began = false
  const turn = next.turn.finally(() => {
    began = true
  })
  await pause(300)
  assert.not(began)
  assert.equal(next.events, ['TurnAwaited'])
  ends.pop()?.()
  const end = await turn
  for (const each of [...ends, end]) each()
})

turns('are not waited for while the processors are idle', async () => {
  const ends = await allTurns()
  const next = boot(idle)
  const end = await next.turn
  assert.equal(next.events, ['TurnAwaited'])
  for (const each of [...ends, end]) each()
})

turns('are not waited for by a boot that is cancelled, and the one behind it is next', async () => {
  const ends = await allTurns()
  const cancelled = boot(busy)
  await pause(200)
  const behind = boot(busy)
  await pause(200)
  cancelled.end.abort(new Error('cancelled'))
  assert.is(await cancelled.turn.catch((error: Error) => error.message), 'cancelled')
  ends.pop()?.()
  for (const each of [...ends, await behind.turn]) each()
})

turns('come in the order in which boots began to wait', async () => {
  const ends = await allTurns()
  const order: string[] = []
  const waiting = []
  for (const name of ['first', 'second', 'third']) {
    const next = boot(busy)
    waiting.push(next.turn.then((end) => [order.push(name), end()]))
    await pause(300)
  }
  ends.pop()?.()
  await Promise.all(waiting)
  assert.equal(order, ['first', 'second', 'third'])
  for (const each of ends) each()
})

turns('are free again when their process is killed', async () => {
  const ends = await allTurns()
  ends.pop()?.()
  const child = await otherBoot()
  const next = boot(busy)
  await pause(200)
  assert.equal(next.events, ['TurnAwaited'])
  child.kill('SIGKILL')
  for (const each of [...ends, await next.turn]) each()
})

turns('leave no program behind when a boot is killed that waits', async () => {
  const ends = await allTurns()
  const first = boot(busy)
  await pause(300)
  const child = await otherBoot()
  const flock = (): string | undefined =>
    readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'latin1')
      .split(' ')
      .find((pid) => commandOf(pid) === 'flock\n')
  await until(
    () => flock() !== undefined,
    () => 'flock',
  )
  const waiting = flock() ?? ''
  child.kill('SIGKILL')
  await until(
    () => commandOf(waiting) === null,
    () => 'the end of flock',
  )
  ends.pop()?.()
  for (const each of [...ends, await first.turn]) each()
})

turns('are tried for now and then only while a stranger has them who hangs up at once', async () => {
  let calls = 0
  const strangers = await Promise.all(
    Array.from({ length: 4 * availableParallelism() }, async (_, at) => {
      const stranger = createServer((boot) => {
        calls += 1
        boot.destroy()
      })
      await once(stranger.listen(`\0tspxeboot-turn-${at + 1}`), 'listening')
      return stranger
    }),
  )
  const next = boot(busy)
  await pause(500)
  assert.ok(calls > 0)
  assert.ok(calls <= 12 * strangers.length, String(calls))
  strangers.pop()?.close()
  ;(await next.turn)()
  for (const stranger of strangers) stranger.close()
})

turns.run()
