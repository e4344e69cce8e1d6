/**
 * The supervisor's side of a live boot: it makes the guest's port, starts the PXE client process there, answers its
 * questions, and believes nothing that it does not check. It never reads a byte of the guest's network itself.
 */

import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { BootError } from '../../boot-error.ts'
import { findPlace, type GuestPort, makeGuestPort, makeReadOnly, PORT_NAME } from '../../guest-port/index.ts'
import type { Choice, Screen } from '../../pxecfg-parser/index.ts'
import type { Target } from '../boot-files.ts'
import type { BootEvent } from '../events.ts'
import type { GuestRequest } from '../guest-request.ts'
import { type Ask, FromChild, type Orders, type ToChild } from '../pxe-client/protocol.ts'
import type { BootReport } from '../report.ts'
import type { Errand } from '../road.ts'
import { VERSION } from '../version.ts'
import { spawnClient } from './spawn-client.ts'
import { clientUser } from './users.ts'

export interface LivePlay {
  errand: Errand
  /** Open files for kernel and ramdisk; null: only look for the files. */
  downloads: { kernel: Target; ramdisk: Target } | null
  /** false: a dry run that takes no lease. */
  takeLease: boolean
  /** Asks the person at the console; null: nobody is there. */
  choose: ((screen: Screen) => Promise<Choice>) | null
  onEvent(event: BootEvent): void
  signal: AbortSignal
}

/** Plays the boot on the host's network. Rejects with a BootError where there is no report: no port, no rights, an abort. */
export async function playLive(request: GuestRequest, play: LivePlay): Promise<BootReport> {
  const started = performance.now()
  if (process.geteuid?.() !== 0) {
    throw new BootError('E_PERMISSION', {
      what: "standing on the guest's network needs root",
      hint: 'run as root (in dom0); a dry run without network: tspxeboot explain MAC --tree DIR',
    })
  }
  const caCertificates = readCertificates(request.caFile)
  const place = await findPlace(request.place)
  play.signal.throwIfAborted()
  const { mode } = request.place
  const files = play.downloads === null ? [] : [play.downloads.kernel.fd, play.downloads.ramdisk.fd]
  const child = await spawnClient(mode, files)
  const conversation = converse(child, play.signal)
  let port: GuestPort | null = null
  try {
    const pid = child.pid ?? 0
    await conversation.ready
    const [made, writable] = await Promise.all([
      mode === 'guest' ? makeGuestPort(pid, request.guest.mac, place) : null,
      makeReadOnly(pid),
    ])
    port = made
    if (writable.length > 0)
      play.onEvent({
        event: 'Warned',
        message: `the PXE client process can still write to ${writable.join(', ')}`,
      })
    const networkMs = Math.round(performance.now() - started)
    play.onEvent({
      event: 'GuestPortMade',
      mode,
      device: place.name,
      port: port?.hostPort ?? null,
      ms: networkMs,
    })
    const orders: Orders = {
      errand: play.errand,
      mode,
      device: mode === 'guest' ? PORT_NAME : place.name,
      mtu: place.mtu,
      user: clientUser(request.place.runas),
      dhcp: request.dhcp,
      dhcpTimeoutMs: request.limits.dhcpMs,
      maxSize: request.limits.maxSize,
      takeLease: play.takeLease,
      downloads:
        play.downloads === null
          ? null
          : { kernel: play.downloads.kernel.path, ramdisk: play.downloads.ramdisk.path },
      caCertificates,
      attended: play.choose !== null,
      userAgent: `tspxeboot/${VERSION}`,
    }
    const report = await conversation.run(orders, (question) => answer(question, port, play), play.onEvent)
    report.guest = request.guest
    report.timing.networkMs = networkMs
    report.timing.totalMs += networkMs
    return report
  } finally {
    await end(child)
    await port?.remove()
  }
}

async function answer(question: Ask, port: GuestPort | null, { choose }: LivePlay): Promise<unknown> {
  switch (question.question) {
    case 'who-has':
      return port?.whoHas(question.address) ?? null
    case 'configure':
      return port?.configure(question.lease)
    case 'choose':
      return choose?.(question.screen)
  }
}

/** The child's messages, checked. A child that ends early or says what it may not is an error. */
function converse(child: ChildProcess, signal: AbortSignal) {
  let onMessage: (message: FromChild) => void = () => {}
  let fail: (error: unknown) => void = () => {}
  let said = ''
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  // It may come before anybody waits for it.
  failed.catch(() => {})
  const ready = new Promise<void>((resolve) => {
    onMessage = ({ kind }) => {
      if (kind === 'ready') resolve()
    }
  })
  const aborted = () => fail(signal.reason)
  signal.addEventListener('abort', aborted, { once: true })
  child.stderr?.on('data', (chunk) => {
    said = (said + chunk).slice(-4000)
  })
  child.on('message', (message) => {
    const checked = v.safeParse(FromChild, message)
    if (checked.success) onMessage(checked.output)
    else
      fail(
        new Error(
          `the PXE client process said what it may not: ${checked.issues[0].message} at ${v.getDotPath(checked.issues[0])}`,
        ),
      )
  })
  child.on('error', fail)
  child.on('exit', (code, by) => fail(endedEarly(code, by, said)))

  return {
    ready: Promise.race([ready, failed]),
    async run(
      orders: Orders,
      answerTo: (question: Ask) => Promise<unknown>,
      onEvent: (event: BootEvent) => void,
    ): Promise<BootReport> {
      const done = new Promise<BootReport>((resolve, reject) => {
        onMessage = (message) => {
          if (message.kind === 'event') onEvent(message.event)
          else if (message.kind === 'done') resolve(message.report)
          else if (message.kind === 'broken') reject(new Error(message.message))
          else if (message.kind === 'ask') {
            answerTo(message).then(
              (value) => tell(child, { kind: 'answer', value: value ?? null }),
              (error) => {
                if (!(error instanceof BootError)) return reject(error)
                tell(child, { kind: 'refusal', code: error.code, what: error.message, hint: error.hint })
              },
            )
          }
        }
      })
      tell(child, { kind: 'orders', orders })
      return Promise.race([done, failed]).finally(() => signal.removeEventListener('abort', aborted))
    },
  }
}

function tell(child: ChildProcess, message: ToChild): void {
  // A child that is gone is told nothing: its exit is the error.
  if (child.connected) child.send(message, () => {})
}

function endedEarly(code: number | null, by: NodeJS.Signals | null, said: string): BootError {
  const words = said.trim().replace(/\s*\n\s*/g, '; ')
  const denied = /not permitted|permission denied/i.test(words)
  return new BootError(denied ? 'E_PERMISSION' : 'E_NETWORK', {
    what: `the PXE client process ended ${by === null ? `with status ${code}` : `by ${by}`}${words === '' ? '' : `: ${words}`}`,
    hint: denied
      ? 'run as root (in dom0), or in a namespace of your own: tspxeboot lab'
      : 'it was ended from outside, or unshare and setpriv (util-linux) are missing',
  })
}

/** Ends the child, and with it its namespace, before the files that it writes are touched. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

function readCertificates(file: string | null): string | null {
  if (file === null) return null
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new BootError('E_USAGE', {
      what: `cannot read --ca-file=${file}: ${(cause as NodeJS.ErrnoException).code}`,
      cause,
    })
  }
}
