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

/** `files`: the descriptors that the child may write, which become its 4 and 5. The child's id is that of the process itself. */
export async function spawnClient(mode: 'guest' | 'host', files: number[]): Promise<Client> {
  const child = spawn(
    'unshare',
    [
      ...(mode === 'guest' ? ['--net'] : []),
      '--mount',
      ...['setpriv', '--no-new-privs', '--inh-caps', '-all', '--bounding-set', CAPABILITIES],
      process.execPath,
      CLIENT,
      ...(mode === 'guest' ? ['--own-namespace'] : []),
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', ...files], env: { PATH: TOOL_PATH }, cwd: '/' },
  )
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(missingTool('unshare', error)))
  })
  return { process: child, socket: child.stdio[CHANNEL_FD] as Duplex }
}
