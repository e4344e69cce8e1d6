/** Pipes mmdebstrap into mksquashfs, logs what both print, and passes it on line by line. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BootError } from '../boot-error.ts'
import { runProgram } from '../run-program.ts'

/** What the programs get of the user's environment; a mirror may be behind a proxy. */
const KEPT = ['PATH', 'http_proxy', 'https_proxy', 'no_proxy'] as const

/** A program with its arguments. */
export type Call = readonly [program: string, args: readonly string[]]

/** What a build runs with. */
export interface Surroundings {
  /** The time of all files, seconds since 1970. */
  epoch: number
  /** Folder for the unpacked root. */
  temporary: string
  log: Writable
  /** Called with each line that the programs print to standard error. */
  onLine(line: string): void
  signal: AbortSignal
}

/**
 * Pipes `make` into `pack`. Resolves when both have succeeded; mmdebstrap removes what it unpacked. Throws E_OUTPUT with the
 * last words of the one that failed, E_PERMISSION if this user may not make a root, and the reason of `signal`.
 */
export async function runBuild(make: Call, pack: Call, around: Surroundings): Promise<void> {
  const env = {
    ...Object.fromEntries(KEPT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    LC_ALL: 'C',
    TZ: 'UTC',
    TMPDIR: around.temporary,
    SOURCE_DATE_EPOCH: String(around.epoch),
  }
  // Not startProgram, which may fill descriptors up to 255: apt has dash write to the next, and dash knows only 0 to 9.
  const start = (words: readonly string[]) =>
    spawn('setpriv', ['--pdeathsig', 'KILL', ...words], {
      env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  const alone = await ownNamespaces()
  around.signal.throwIfAborted()
  const [maker, packer] = [start([...alone, make[0], ...make[1]]), start([pack[0], ...pack[1]])]
  // Each has its own process group: killing that ends all that it started, and Ctrl-C does not reach it a second time.
  const kill = () => {
    for (const child of [maker, packer]) killGroup(child)
  }
  around.signal.addEventListener('abort', kill)
  try {
    maker.stdin.end()
    packer.stdout.resume()
    const ends = [follow(maker, make, around), follow(packer, pack, around)] as const
    const piped = pipeline(maker.stdout, packer.stdin).catch(() => {
      // The program that ended early says why.
      maker.stdout.resume()
    })
    const [made, packed] = await Promise.all([...ends, piped])
    around.signal.throwIfAborted()
    const failure = packed !== null && made === null ? packed : (made ?? packed)
    if (failure !== null) throw failure
  } finally {
    around.signal.removeEventListener('abort', kill)
  }
}

/**
 * Words that start a program in namespaces that end with it, or with us: as root mmdebstrap mounts in ours otherwise, and
 * its mounts would stay if we were killed. Empty where there can be none: without root's rights mmdebstrap makes its own.
 */
async function ownNamespaces(): Promise<string[]> {
  const words = ['--mount', '--pid', '--mount-proc', '--fork', '--kill-child']
  return runProgram('unshare', [...words, 'true']).then(
    () => ['unshare', ...words],
    () => [],
  )
}

/** How `child` failed; null: it did not. */
async function follow(child: ChildProcess, [program]: Call, around: Surroundings): Promise<BootError | null> {
  const said: string[] = []
  let rest = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    around.log.write(text)
    const lines = (rest + text).split(/[\r\n]+/)
    rest = lines.pop() ?? ''
    for (const line of lines.filter((line) => line.trim() !== '')) {
      around.onLine(line.replace(/^[IWE]: /, ''))
      said.push(line)
      if (said.length > 100) said.shift()
    }
  })
  const [status, signal] = await once(child, 'close').catch((cause) => [String(cause), null])
  return status === 0 ? null : failureOf(program, said, signal ?? `exit status ${status}`)
}

/** mmdebstrap's errors begin with `E: `; the first says what happened, the others what failed because of it. */
function failureOf(program: string, said: string[], otherwise: string): BootError {
  const errors = said.filter((line) => /^E: (?!setup failed|run_|mmdebstrap failed)|^FATAL/.test(line))
  const words = (errors[0] ?? said.at(-1) ?? otherwise).replace(/^E: /, '')
  const denied = /chroot mode automatically|unshare|subuid|not permitted/i.test(said.join('\n'))
  if (denied && process.getuid?.() !== 0) {
    return new BootError('E_PERMISSION', {
      what: `this user cannot build a root file system: ${words}`,
      hint: 'install the package uidmap and give the user a line in /etc/subuid and /etc/subgid, or build as root',
    })
  }
  return new BootError('E_OUTPUT', { what: `${program.replace(/.*\//, '')} failed: ${words}` })
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGTERM')
  } catch {
    // It has ended.
  }
}
