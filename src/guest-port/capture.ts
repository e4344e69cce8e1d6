/** Writes the guest port's packets to a pcap file, by tcpdump on the host's side of the port. */

import { setTimeout as pause } from 'node:timers/promises'
import { BootError } from '../boot-error.ts'
import { startProgram } from '../start-program.ts'
import { missingTool, TOOL_PATH } from './run-tool.ts'

export interface Capture {
  /** Ends the capture and completes the file. */
  stop(): Promise<void>
}

const START_MS = 5000
/** The last packets may not have reached tcpdump yet, and it would drop them when told to end. */
const LAST_PACKETS_MS = 100

/** Each packet is written at once. tcpdump remains root, since the file's folder may be open to root alone. */
const OPTIONS = ['--immediate-mode', '-U', '-Z', 'root']

/**
 * Captures on `device` into `file`. On a device that others use too, `macs` limits it to the packets of these addresses
 * and broadcasts. Resolves once tcpdump listens. Throws E_NETWORK, E_OUTPUT.
 */
export async function startCapture(file: string, device: string, macs: readonly string[]): Promise<Capture> {
  const filter =
    macs.length === 0 ? [] : [...macs.flatMap((mac) => ['ether', 'host', mac, 'or']), 'ether', 'broadcast']
  // If this process is killed, so is tcpdump.
  const words = ['--pdeathsig', 'KILL', 'tcpdump', ...OPTIONS, '-i', device, '-w', file, ...filter]
  const tcpdump = startProgram('setpriv', words, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: TOOL_PATH, LC_ALL: 'C' },
  })
  const ended = new Promise<void>((resolve) => tcpdump.once('close', () => resolve()))
  let said = ''
  const listening = new Promise<void>((resolve, reject) => {
    tcpdump.once('error', (error) => reject(missingTool('setpriv', error)))
    tcpdump.once('close', () => reject(captureError(file, said.trim().replace(/\s*\n\s*/g, '; '))))
    tcpdump.stderr.on('data', (chunk) => {
      said += chunk
      if (said.includes('listening on')) resolve()
    })
  })
  const late = setTimeout(() => tcpdump.kill('SIGKILL'), START_MS)
  await listening.finally(() => clearTimeout(late))
  return {
    async stop() {
      await pause(LAST_PACKETS_MS)
      tcpdump.kill('SIGINT')
      await ended
    },
  }
}

function captureError(file: string, said: string): BootError {
  return new BootError('E_OUTPUT', {
    what: `tcpdump cannot write ${file}: ${said}`,
    hint: '--pcap needs tcpdump and a folder that it may write to',
  })
}
