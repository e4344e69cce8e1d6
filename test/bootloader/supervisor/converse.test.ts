// What the supervisor makes of client processes that lie: fake ones say whatever they like on the channel.
import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError, recordOf } from '../../../src/boot-error.ts'
import type { BootEvent } from '../../../src/bootloader/events.ts'
import type { FromClient } from '../../../src/bootloader/pxe-client/protocol.ts'
import { type BootReport, emptyReport } from '../../../src/bootloader/report.ts'
import { type ClientProtocol, converse } from '../../../src/bootloader/supervisor/converse.ts'
import { DHCP_PROTOCOL, PXE_PROTOCOL } from '../../../src/bootloader/supervisor/start-clients.ts'
import { LEASE } from '../../support/lease.ts'

const conversation = suite('a conversation with a client process that lies')

const REPORT: BootReport = emptyReport({ mac: '00:16:3e:11:22:33', uuid: null })
const READY = { kind: 'ready' }
const CONFIGURE = { kind: 'ask', question: 'configure', lease: LEASE }
const LEAVE = { kind: 'ask', question: 'leave', lease: LEASE }
const WANTED = { kind: 'ask', question: 'lease' }
const WHO_HAS = { kind: 'ask', question: 'who-has', address: LEASE.address }
const EVENT = { kind: 'event', event: { event: 'Warned', message: 'x'.repeat(100) } }

/** The fake's program has `say(value)`, `raw(text)`, `hear()` for the next line, and what is in `words`. */
const PRELUDE = `
const { readSync, writeSync } = require('node:fs')
const raw = (text) => { for (let at = 0; at < text.length;) at += writeSync(3, text.slice(at, at + 65536)) }
const say = (value) => raw(JSON.stringify(value) + '\\n')
const hear = () => { const byte = Buffer.alloc(1); let line = ''; while (readSync(3, byte) && byte[0] !== 10) line += byte; return line }
const stay = () => setInterval(() => {}, 1000)
const { READY, REPORT, CONFIGURE, WHO_HAS, LEAVE, WANTED, EVENT } = ${JSON.stringify({ READY, REPORT, CONFIGURE, WHO_HAS, LEAVE, WANTED, EVENT })}
`

interface Talk {
  done: FromClient | null
  error: unknown
  asked: string[]
  events: BootEvent[]
  grownBytes: number
}

/** Talks with a client that does as \`program\` says; after \`limitMs\` the run is over, as by --timeout; 0: before. */
async function talkWith<Message extends FromClient>(
  program: string,
  protocol: ClientProtocol<Message>,
  limitMs = 20_000,
): Promise<Talk> {
  const process_ = spawn(process.execPath, ['-e', PRELUDE + program], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const limit = new AbortController()
  const end = () => limit.abort(new BootError('E_TIMEOUT', { what: 'too long' }))
  if (limitMs === 0) end()
  const timer = setTimeout(end, limitMs)
  const talk: Talk = { done: null, error: null, asked: [], events: [], grownBytes: 0 }
  const before = process.memoryUsage().rss
  try {
    const socket = process_.stdio[3] as Duplex
    const kill = () => void process_.kill('SIGKILL')
    const { ready, run } = converse({ process: process_, socket, kill }, protocol, limit.signal)
    await ready
    talk.done = await run(
      {},
      async ({ question }) => {
        talk.asked.push(question)
        return null
      },
      (event) => talk.events.length < 10 && talk.events.push(event),
    )
  } catch (error) {
    talk.error = error
  } finally {
    clearTimeout(timer)
    talk.grownBytes = process.memoryUsage().rss - before
    const gone = new Promise((resolve) => process_.once('exit', resolve))
    if (process_.exitCode === null && process_.signalCode === null) {
      process_.kill('SIGKILL')
      await gone
    }
  }
  return talk
}

function assertRefused({ done, error }: Talk, why: RegExp): void {
  assert.is(done, null)
  assert.instance(error, BootError)
  assert.match((error as BootError).message, why, (error as BootError).message)
}

conversation('succeeds with a PXE client that does not', async () => {
  const { done, asked, events } = await talkWith(
    'say(READY); hear(); say(WANTED); hear(); say(EVENT); say({ kind: "done", report: REPORT }); stay()',
    PXE_PROTOCOL,
  )
  assert.equal(done, { kind: 'done', report: REPORT })
  assert.equal(asked, ['lease'])
  assert.is(events.length, 1)
})

conversation('succeeds with a DHCP client that does not', async () => {
  const { done, asked } = await talkWith(
    'say(READY); hear(); say(WHO_HAS); hear(); say(CONFIGURE); hear(); say(LEAVE); hear(); say({ kind: "done" }); stay()',
    DHCP_PROTOCOL,
  )
  assert.equal(done, { kind: 'done' })
  assert.equal(asked, ['who-has', 'configure', 'leave'])
})

conversation('passes on the error that ended the client’s work', async () => {
  const { error } = await talkWith(
    'say(READY); hear(); say({ kind: "failed", code: "E_NETWORK", reason: "no-route", message: "cannot", hint: "be root" }); stay()',
    DHCP_PROTOCOL,
  )
  assert.instance(error, BootError)
  const told = { code: 'E_NETWORK', reason: 'no-route', message: 'cannot', hint: 'be root' }
  assert.equal(recordOf(error as BootError), told)
})

type Lies = Record<string, [program: string, why: RegExp]>

const PXE_LIES: Lies = {
  'what is not JSON': ['raw("nonsense\\n"); stay()', /not JSON/],
  'a message of no known kind': ['say({ kind: "exec", command: "id" }); stay()', /kind/],
  'values of the wrong type': [
    'say(READY); hear(); say({ kind: "done", report: { ...REPORT, labels: 7 } }); stay()',
    /labels/,
  ],
  'the report before the orders': ['say({ kind: "done", report: REPORT }); stay()', /before its orders/],
  'that it is ready, twice': ['say(READY); hear(); say(READY); stay()', /ready twice/],
  'a line without end': ['say(READY); hear(); for (;;) raw("x".repeat(1 << 20))', /more than \d+ bytes/],
  'a flood of events': [
    'say(READY); hear(); const flood = (JSON.stringify(EVENT) + "\\n").repeat(1000); for (;;) raw(flood)',
    /more than \d+ (messages|bytes)/,
  ],
  'a flood before it is ready': ['for (;;) raw("{}\\n".repeat(10_000))', /kind/],
  'what is nested too deep': [
    'say(READY); hear(); const open = \'{"tag":null,"title":"","entries":[{"label":null,"display":"","submenu":\'; raw(`{"kind":"ask","question":"choose","screen":{"kind":"menu","root":`); raw(open.repeat(200_000) + "null" + "}]}".repeat(200_000) + "}}\\n"); stay()',
    /too deep/,
  ],
  'Node’s own messages': ['say({ cmd: "NODE_HANDLE", type: "net.Socket" }); stay()', /kind/],
  'its last words on the way out': [
    'console.error("out of memory"); process.exit(134)',
    /ended with status 134: out of memory/,
  ],
  'nothing, and is killed': ['process.kill(process.pid, "SIGSEGV"); stay()', /ended by SIGSEGV/],
  'half a message, and ends': ['say(READY); hear(); raw(\'{"kind":"do\')', /ended with status 0/],
  'a question that is the other client’s': ['say(READY); hear(); say(WHO_HAS); stay()', /question/],
  'a second time that it wants the lease': [
    'say(READY); hear(); say(WANTED); hear(); say(WANTED); stay()',
    /lease once too often/,
  ],
}

const DHCP_LIES: Lies = {
  'an address that is none': [
    'say(READY); hear(); say({ ...WHO_HAS, address: "1.2.3.4\\nlink del eth0" }); stay()',
    /IPv4/,
  ],
  'a lease with a thousand routes': [
    'say(READY); hear(); const routes = Array(1000).fill({ destination: "10.0.0.0", prefixLength: 8, gateway: "192.0.2.1" }); say({ ...CONFIGURE, lease: { ...CONFIGURE.lease, routes } }); stay()',
    /routes/,
  ],
  'questions before the orders': ['say(CONFIGURE); stay()', /before its orders/],
  'a second lease': [
    'say(READY); hear(); say(CONFIGURE); hear(); say(CONFIGURE); stay()',
    /configure once too often/,
  ],
  'two questions at once': [
    'say(READY); hear(); raw(JSON.stringify(WHO_HAS) + "\\n" + JSON.stringify(CONFIGURE) + "\\n"); stay()',
    /a question before the answer/,
  ],
  'the same question for ever': [
    'say(READY); hear(); for (;;) { say(WHO_HAS); hear() }',
    /who-has once too often/,
  ],
  'an event of the road': ['say(READY); hear(); say(EVENT); stay()', /event/],
}

function refuses<Message extends FromClient>(lies: Lies, protocol: ClientProtocol<Message>): void {
  for (const [what, [program, why]] of Object.entries(lies)) {
    conversation(`ends when the ${protocol.name} says ${what}`, async () => {
      const talk = await talkWith(program, protocol)
      assertRefused(talk, why)
      assert.ok(talk.grownBytes < 400 << 20, `memory grew by ${talk.grownBytes} bytes`)
    })
  }
}
refuses(PXE_LIES, PXE_PROTOCOL)
refuses(DHCP_LIES, DHCP_PROTOCOL)

conversation('ends in time when it says nothing at all', async () => {
  for (const program of [
    'stay()',
    'say(READY); stay()',
    'say(READY); hear(); say(CONFIGURE); stay()',
    'for (;;);',
  ]) {
    const { error } = await talkWith(program, DHCP_PROTOCOL, 700)
    assert.instance(error, BootError)
    assert.is((error as BootError).code, 'E_TIMEOUT')
  }
})

conversation('hears of the client’s end although another process holds its standard error', async () => {
  const { error, events } = await talkWith(
    `say(READY); hear()
    const { pid } = require('node:child_process').spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'inherit'] })
    say({ kind: 'event', event: { event: 'Warned', message: String(pid) } })
    process.exit(3)`,
    PXE_PROTOCOL,
  )
  const [warned] = events
  if (warned?.event === 'Warned') process.kill(Number(warned.message))
  assert.match((error as BootError).message, /ended with status 3/)
})

conversation('ends if its run was over before it began', async () => {
  const { error } = await talkWith('say(READY); stay()', DHCP_PROTOCOL, 0)
  assert.instance(error, BootError)
  assert.is((error as BootError).code, 'E_TIMEOUT')
})

conversation('hears nothing after the report', async () => {
  const done = 'JSON.stringify({ kind: "done", report: REPORT })'
  const talk = await talkWith(
    `say(READY); hear(); raw(${done} + "\\n" + JSON.stringify(WANTED) + "\\n" + JSON.stringify(WANTED) + "\\n"); stay()`,
    PXE_PROTOCOL,
  )
  assert.equal(talk.done, { kind: 'done', report: REPORT })
  assert.equal(talk.asked, [])
})

conversation.run()
