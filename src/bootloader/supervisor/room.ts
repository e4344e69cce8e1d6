/**
 * The room in which the client processes live: namespaces of its own, which a process that does nothing holds open. It
 * is process 1 of its PID namespace: when it ends, the kernel ends whatever runs in the room, and takes the network
 * device away. It ends with its input, so with this process, however that ends.
 */

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { missingTool, TOOL_PATH } from '../../guest-port/index.ts'
import { CHANNEL_FD } from '../pxe-client/protocol.ts'
import type { Capability } from '../pxe-client/rights.ts'
import { type Client, endedEarly } from './converse.ts'
import { type ProgramPlace, programPlace } from './program-place.ts'

export interface ClientSettings {
  /** Its file in the bundle, without the ending. */
  program: 'dhcp-client' | 'pxe-client'
  /** What it starts with, and all that it can ever have. */
  capabilities: readonly Capability[]
  /** Who it starts as; null: stays who this process is, in a user namespace that has no other user. */
  user: number | null
  /** MiB of objects. */
  heap: number
  /** The descriptors that it may write, which become its 4 and 5. */
  files: readonly number[]
  /** The bytes of each file, and the seconds of processor time. */
  limits: { fileBytes: number; cpuSeconds: number }
  /** In mount and PID namespaces of its own, where it sees no other process of the room; else in the room's. */
  apart: boolean
}

export interface RoomClient extends Client {
  /** A process in the client's mount namespace, once it is ready; 0: it has ended. */
  mountsOf(): number
}

export interface Room {
  /** A process in the room's network namespace. */
  pid: number
  start(settings: ClientSettings): Promise<RoomClient>
  /** Ends everything in the room; resolves when all of it is gone. */
  close(): Promise<void>
}

const SURROUNDINGS = { env: { PATH: TOOL_PATH }, cwd: '/' }

/** For clients that start as `user`. Throws E_PERMISSION, or E_NETWORK where util-linux does not work. */
export async function openRoom(mode: 'guest' | 'host', user: number | null): Promise<Room> {
  const own = ['mount', 'ipc', 'uts', ...(mode === 'guest' ? ['net'] : [])]
  const holder = spawn(
    'unshare',
    [...own.map((kind) => `--${kind}`), '--pid', '--fork', '--kill-child', 'cat'],
    { stdio: ['pipe', 'pipe', 'pipe'], ...SURROUNDINGS },
  )
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()))
  const { pid = 0 } = holder
  await new Promise<void>((resolve, reject) => {
    let said = ''
    holder.once('error', (error) => reject(missingTool('unshare', error)))
    holder.stderr.on('data', (chunk) => {
      said += chunk
    })
    holder.once('close', (code, by) => reject(endedEarly('PXE client', code, by, said)))
    // cat says what it hears, so what comes back comes out of the room.
    holder.stdout.once('data', () => resolve())
    holder.stdin.on('error', () => {})
    holder.stdin.write('\n')
  })
  const namespace = (file: string): string => `/proc/${pid}/ns/${file}`
  const entrance = [
    ...own.map((kind) => `--${kind}=${namespace(kind === 'mount' ? 'mnt' : kind)}`),
    `--pid=${namespace('pid_for_children')}`,
  ]
  const close = async (): Promise<void> => {
    holder.stdin.end()
    await ended
  }
  const place = await programPlace(pid, user).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return {
    pid,
    start: (settings) => startClient(pid, entrance, place, settings),
    close,
  }
}

async function startClient(
  room: number,
  entrance: readonly string[],
  { node, bundle }: ProgramPlace,
  settings: ClientSettings,
): Promise<RoomClient> {
  const { program, user, heap, files, limits, apart } = settings
  const capabilities = ['-all', ...settings.capabilities.map((name) => `+${name}`)].join(',')
  const child = spawn(
    'nsenter',
    [
      ...entrance,
      ...(apart ? ['unshare', '--mount', '--pid', '--fork'] : []),
      ...['prlimit', `--cpu=${limits.cpuSeconds}`, `--fsize=${limits.fileBytes}`, '--core=0'],
      ...['setpriv', '--no-new-privs', '--bounding-set', capabilities],
      ...['--inh-caps', capabilities, '--ambient-caps', capabilities],
      ...(user === null ? [] : [`--reuid=${user}`, `--regid=${user}`, '--clear-groups']),
      ...[node, `--max-old-space-size=${heap}`, join(bundle, `${program}.js`)],
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', ...files], ...SURROUNDINGS },
  )
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(missingTool('nsenter', error)))
  })
  // nsenter stays outside and waits for the one process that it has started inside; unshare does the same once more.
  const inside = (): number => childOf(child.pid ?? 0)
  return {
    process: child,
    socket: child.stdio[CHANNEL_FD] as Duplex,
    mountsOf: () => (apart ? inside() : room),
    kill: () => kill(apart ? childOf(inside()) : inside()),
  }
}

/** The first child of process `pid`; 0: there is none. */
function childOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ')[0])
  } catch {
    return 0
  }
}

function kill(pid: number): void {
  try {
    // 0 would be this process's own group.
    if (pid !== 0) process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
