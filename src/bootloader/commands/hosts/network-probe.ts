/**
 * Asks a network by ARP who has an address, from a port of its own on the bridge. With RFC 5227 probes neither the host
 * nor the port needs an address there.
 */

import { once } from 'node:events'
import { BootError } from '../../../boot-error.ts'
import {
  findPlace,
  makeGuestPort,
  missingTool,
  PROBE_WAIT_MS,
  readHostNetwork,
  settleNetwork,
  TOOL_PATH,
} from '../../../guest-port/index.ts'
import { holdProcess } from '../../../held-process.ts'
import { freeMac } from '../../../hosts/index.ts'
import { startProgram } from '../../../start-program.ts'

/** The port, while it exists. */
export interface NetworkProbe {
  /** Resolves with the MAC of the machine that has the address; null: none answers. */
  whoHas(address: string): Promise<string | null>
  close(): Promise<void>
}

/** Makes the port on `bridge`; null: where a boot would. Throws E_PERMISSION without root, and E_NETWORK. */
export async function openNetworkProbe(bridge: string | null): Promise<NetworkProbe> {
  if (process.geteuid?.() !== 0)
    throw new BootError('E_PERMISSION', {
      what: 'asking the network by ARP needs root',
      hint: 'leave out --probe, or run it with sudo',
    })
  const place = await findPlace({ bridge, interface: null }, await readHostNetwork())
  const holder = startProgram('unshare', ['--net', 'cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: TOOL_PATH },
  })
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()))
  if (holder.pid === undefined) throw missingTool('unshare', (await once(holder, 'error'))[0])
  const held = holdProcess(holder.pid)
  const end = async () => {
    holder.stdin.end()
    await ended
    held.close()
  }
  try {
    await new Promise<void>((resolve, reject) => {
      holder.once('close', () =>
        reject(new BootError('E_NETWORK', { what: 'unshare cannot make a network namespace' })),
      )
      holder.stdin.on('error', () => {})
      // It prints its input once it is in the namespace.
      holder.stdout.once('data', () => resolve())
      holder.stdin.write('\n')
    })
    await settleNetwork(held.path)
    const port = await makeGuestPort(
      { process: held.path, user: null, mac: freeMac('none', new Set()) },
      place,
    )
    return {
      whoHas: async (address) => (await port.probe(address)).answer(PROBE_WAIT_MS.last),
      async close() {
        await port.remove()
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}
