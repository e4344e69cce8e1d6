/**
 * The room in which the client processes live: namespaces of its own, which a process that does nothing holds open, and
 * a root directory of its own. The holder is process 1 of its PID namespace: when it ends, the kernel ends whatever runs
 * in the room, and takes the network device away. It ends with its input, so with this process, however that ends.
 */

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { missingTool, runTool, TOOL_PATH } from '../../guest-port/index.ts'
import { holdProcess } from '../../held-process.ts'
import { startProgram } from '../../start-program.ts'
import type { RunAs } from '../boot-task.ts'
import { CHANNEL_FD } from '../pxe-client/protocol.ts'
import { type Capability, type ClientUser, checkRights, readStatus } from './check-rights.ts'
import { endedEarly } from './client-end.ts'
import { type ClientRoot, makeClientRoot } from './client-root.ts'
import { type Confinement, findConfinement } from './confinement.ts'
import type { Client } from './converse.ts'
import { type RunUser, runUser } from './users.ts'

/** How a client process starts. */
export interface ClientSettings {
  /** Its file in the bundle, without `.cjs`. */
  program: 'dhcp-client' | 'pxe-client'
  /** The capabilities that it starts with. It can never get others. */
  capabilities: readonly Capability[]
  /** The most MiB of JavaScript objects. */
  heap: number
  /** The descriptors of files that it may write, which become its KERNEL_FD and RAMDISK_FD. */
  files: readonly number[]
  /** The most bytes in a file, and the most seconds of processor time. */
  limits: { fileBytes: number; cpuSeconds: number }
  /** Whether it gets a PID namespace of its own, where it sees no other process of the room. */
  apart: boolean
  /** Whether it may start programs, once it is ready. */
  startsPrograms: boolean
}

/** A client process in the room. */
export interface RoomClient extends Client {
  /**
   * For a client that is ready: takes from it the means to start programs that it does not need, and throws E_PERMISSION
   * if its rights are not those that it should have.
   */
  settleRights(): Promise<void>
}

/** An open room. */
export interface Room {
  /** The folder below /proc of a process in the room's network namespace. */
  process: string
  /** The user that its clients run as. */
  user: ClientUser
  confinement: Confinement
  /** Starts a client. Throws E_NETWORK if nsenter is missing. */
  start(settings: ClientSettings): Promise<RoomClient>
  /** Ends everything in the room; resolves when all of it is gone. */
  close(): Promise<void>
}

const SURROUNDINGS = { env: { PATH: TOOL_PATH }, cwd: '/' }

/** MiB that Node needs besides its objects: code, stacks, buffers. Node 24 starts with 600. */
const BESIDE_HEAP = 1024
/** All threads of a user that no other run has: about ten for each client, and those of programs that unpack a kernel. */
const THREADS = 64
/** Up to 256 that start-program.ts fills with /dev/null where our caller left files open, and 256 of the client's own. */
const OPEN_FILES = 512
/** Its path in the clients' root directory. */
const FILTER = '/seccomp-filter'

/** Opens a room whose clients run as `runas` says. Throws E_PERMISSION, or E_NETWORK if util-linux does not work. */
export async function openRoom(mode: 'guest' | 'host', runas: RunAs): Promise<Room> {
  const confined = findConfinement()
  const own = ['mount', 'ipc', 'uts', ...(mode === 'guest' ? ['net'] : [])]
  const holder = startProgram(
    'unshare',
    [...own.map((kind) => `--${kind}`), '--pid', '--fork', '--kill-child', 'cat'],
    { stdio: ['pipe', 'pipe', 'pipe'], ...SURROUNDINGS },
  )
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()))
  const { pid } = holder
  if (pid === undefined) throw missingTool('unshare', (await once(holder, 'error'))[0])
  const held = holdProcess(pid)
  await new Promise<void>((resolve, reject) => {
    let said = ''
    holder.stderr.on('data', (chunk) => {
      said += chunk
    })
    holder.once('close', (code, by) => reject(endedEarly('PXE client', code, by, said)))
    // cat echoes its input: once something comes back, it runs in the room.
    holder.stdout.once('data', () => resolve())
    holder.stdin.on('error', () => {})
    holder.stdin.write('\n')
  })
  const close = async (): Promise<void> => {
    holder.stdin.end()
    await ended
    held.close()
  }
  try {
    const namespaces = [
      ...own.map((kind) => `--${kind}=${held.path}/ns/${kind === 'mount' ? 'mnt' : kind}`),
      `--pid=${held.path}/ns/pid_for_children`,
    ]
    const [root, confinement] = await Promise.all([makeClientRoot(held.path, mode), confined])
    if (confinement.seccomp !== null) root.put(FILTER, confinement.seccomp)
    // Not nsenter's --root, which leaves the working directory outside.
    const entrance = [...namespaces, 'chroot', root.path]
    const who = runUser(runas, pid)
    return {
      process: held.path,
      user: who.user,
      confinement,
      start: (settings) => startClient(entrance, root, who, confinement, settings),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function startClient(
  entrance: readonly string[],
  root: ClientRoot,
  { user, own }: RunUser,
  { seccomp, keyring }: Confinement,
  { program, heap, files, limits, apart, ...settings }: ClientSettings,
): Promise<RoomClient> {
  const become = user === null ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups']
  const capabilities = ['-all', ...settings.capabilities.map((name) => `+${name}`)].join(',')
  const [starter = '', ...words] = [
    ...keyring,
    // A client that stops itself would also stop an nsenter that waits for it, and the room could not end. unshare waits on.
    ...['nsenter', ...(apart ? [] : ['--no-fork']), ...entrance],
    ...['unshare', ...(apart ? ['--pid'] : []), '--fork'],
    ...['prlimit', `--cpu=${limits.cpuSeconds}`, `--fsize=${limits.fileBytes}`, '--core=0'],
    ...[`--data=${(heap + BESIDE_HEAP) * 2 ** 20}`, `--nofile=${OPEN_FILES}`],
    ...(own ? [`--nproc=${THREADS}`] : []),
    ...['setpriv', '--no-new-privs', '--bounding-set', capabilities],
    ...['--inh-caps', capabilities, '--ambient-caps', capabilities],
    ...become,
    ...(seccomp === null ? [] : [`--seccomp-filter=${FILTER}`]),
    ...[root.node, `--max-old-space-size=${heap}`, join(root.bundle, `${program}.cjs`)],
  ]
  const child = startProgram(starter, words, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', ...files],
    ...SURROUNDINGS,
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(missingTool('nsenter', error)))
  })
  // The process that entered the room waits for its one child: the client, or unshare, which waits for the client.
  const inside = (): number => {
    const first = childOf(child.pid ?? 0)
    return apart ? childOf(first) : first
  }
  return {
    process: child,
    socket: child.stdio[CHANNEL_FD] as Duplex,
    kill: () => kill(inside()),
    async settleRights() {
      const pid = inside()
      // watchEnd says why it has ended.
      if (readStatus(pid) === '') return
      if (!settings.startsPrograms)
        await runTool('setpriv', [...become, 'prlimit', `--pid=${pid}`, '--nproc=0'])
      const status = readStatus(pid)
      if (status === '') return
      checkRights(status, { capabilities: settings.capabilities, user, filtered: seccomp !== null })
    },
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
