/** Starts the PXE client process: in namespaces of its own, with no rights but those that its first steps need. */

import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { missingTool, TOOL_PATH } from '../../guest-port/index.ts'
import { CHANNEL_FD } from '../pxe-client/protocol.ts'
import type { Client } from './converse.ts'

/** For the raw socket and port 68, and for becoming somebody else; setuid takes them all. */
const CAPABILITIES = '-all,+net_raw,+net_bind_service,+setuid,+setgid'

const CLIENT = fileURLToPath(new URL('./pxe-client.js', import.meta.url))

/** MiB of objects. A configuration of 8 MiB takes a quarter of it; files pass through without being held. */
const HEAP = 1024
/** Initrds of one entry are joined in one file. */
const FILES_JOINED = 4

export interface ClientSettings {
  mode: 'guest' | 'host'
  /** The descriptors that the child may write, which become its 4 and 5. */
  files: number[]
  /** The limits of the run: its time, and the bytes of a file. */
  limits: { totalMs: number; maxSize: number }
}

/** The child's id is that of the process itself. */
export async function spawnClient({ mode, files, limits }: ClientSettings): Promise<Client> {
  const ownNetwork = mode === 'guest'
  // A process that goes astray ends by itself, even where its supervisor is gone: two cores, all the time.
  const cpuSeconds = 2 * Math.ceil(limits.totalMs / 1000) + 10
  const fileBytes = FILES_JOINED * limits.maxSize
  const child = spawn(
    'unshare',
    [
      ...[...(ownNetwork ? ['--net'] : []), '--mount', '--ipc', '--uts'],
      ...['prlimit', `--cpu=${cpuSeconds}`, `--fsize=${fileBytes}`, '--core=0'],
      ...['setpriv', '--no-new-privs', '--inh-caps', '-all', '--bounding-set', CAPABILITIES],
      ...[
        process.execPath,
        `--max-old-space-size=${HEAP}`,
        CLIENT,
        ...(ownNetwork ? ['--own-namespace'] : []),
      ],
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', ...files], env: { PATH: TOOL_PATH }, cwd: '/' },
  )
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(missingTool('unshare', error)))
  })
  return { process: child, socket: child.stdio[CHANNEL_FD] as Duplex }
}
