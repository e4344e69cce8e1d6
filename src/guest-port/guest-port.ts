/**
 * The guest's place on the network, before the guest exists: in the network namespace of the PXE client process stands
 * a device with the guest's MAC, one end of a veth pair whose other end is a port of the guest's bridge, or a macvlan
 * on a device that is no bridge. Namespace and device live as long as that process does.
 */

import { BootError } from '../boot-error.ts'
import type { Lease } from '../lease.ts'
import type { Device } from './place.ts'
import { runTool } from './run-tool.ts'
import { refuseAddress, refuseUnusable, routesOf } from './usable-lease.ts'

/** The device's name inside the namespace. */
export const PORT_NAME = 'pxeport0'

/** What a Linux bridge's own address must not become: Xen's backends have this address for the same reason. */
const BACKEND_MAC = 'fe:ff:ff:ff:ff:ff'

/** Replies that a server sends to an address that is not set yet are taken as our own by this table. */
const CATCH_ALL_TABLE = 100

/** How long a device of a run before with the same MAC may take to go away. */
const RELEASE_TRIES = 20
const RELEASE_WAIT_MS = 50

export interface GuestPort {
  /** Bridge or device of the host. */
  device: string
  /** Name of the port on the bridge; null for a macvlan. */
  hostPort: string | null
  mtu: number
  /**
   * Gives the namespace the lease's address and routes; replies come to that address alone from then on.
   * Throws E_NETWORK, for addresses that no host can have as well.
   */
  configure(lease: Lease): Promise<void>
  /** The MAC of whoever answers to `address` on the segment (RFC 5227 section 2.1.1 probes); null: nobody. */
  whoHas(address: string): Promise<string | null>
  /** Takes the port off the bridge at once; the kernel would when the namespace is gone. */
  remove(): Promise<void>
}

/** Makes the port in the network namespace of process `pid`. Throws E_NETWORK, E_PERMISSION. */
export async function makeGuestPort(pid: number, mac: string, place: Device): Promise<GuestPort> {
  const inside = (tool: string, words: string[], input?: string): Promise<string> =>
    runTool('nsenter', [`--net=/proc/${pid}/ns/net`, tool, ...words], input)
  const batch = (lines: string[]): Promise<string> =>
    inside('ip', ['-batch', '-'], lines.map((line) => `${line}\n`).join(''))

  const hostPort = place.kind === 'bridge' ? `pxe${pid}` : null
  const remove = async (): Promise<void> => {
    // It may be gone with its namespace already.
    if (hostPort !== null) await runTool('ip', ['link', 'del', hostPort]).catch(() => '')
  }
  try {
    if (hostPort === null) await addMacvlan(pid, mac, place)
    else await addBridgePort(pid, mac, place, hostPort)
    await batch([
      'link set lo up',
      `link set ${PORT_NAME} up`,
      `rule add iif ${PORT_NAME} lookup ${CATCH_ALL_TABLE}`,
      `route add local 0.0.0.0/0 dev lo table ${CATCH_ALL_TABLE}`,
    ])
  } catch (error) {
    await remove()
    throw error
  }

  return {
    device: place.name,
    hostPort,
    mtu: place.mtu,
    async configure(lease) {
      refuseUnusable(lease)
      await batch([
        `rule del iif ${PORT_NAME} lookup ${CATCH_ALL_TABLE}`,
        `route flush table ${CATCH_ALL_TABLE}`,
        ...(lease.mtu === null ? [] : [`link set ${PORT_NAME} mtu ${Math.min(lease.mtu, place.mtu)}`]),
        `addr add ${lease.address}/${lease.prefixLength} broadcast + dev ${PORT_NAME}`,
        ...routesOf(lease).map((route) => `route replace ${route} dev ${PORT_NAME}`),
      ])
    },
    async whoHas(address) {
      refuseAddress(address, 'the address to look for')
      await inside('ip', ['neigh', 'replace', address, 'dev', PORT_NAME, 'nud', 'none', 'use']).catch(
        () => '',
      )
      return neighbour(() => inside('ip', ['-json', 'neigh', 'show', address, 'dev', PORT_NAME]))
    },
    remove,
  }
}

async function addBridgePort(
  pid: number,
  mac: string,
  { name: bridge, mtu }: Device,
  hostPort: string,
): Promise<void> {
  const size = ['mtu', String(mtu)]
  await runTool('ip', [
    ...['link', 'add', PORT_NAME, 'netns', String(pid), 'address', mac, ...size],
    ...['type', 'veth', 'peer', 'name', hostPort, 'address', BACKEND_MAC, ...size],
  ])
  await runTool('ip', ['link', 'set', hostPort, 'master', bridge, 'up'])
}

async function addMacvlan(pid: number, mac: string, { name }: Device): Promise<void> {
  const words = [
    'link',
    'add',
    'link',
    name,
    'name',
    PORT_NAME,
    'netns',
    String(pid),
    'address',
    mac,
    'type',
    'macvlan',
    'mode',
    'bridge',
  ]
  for (let left = RELEASE_TRIES; ; left--) {
    try {
      await runTool('ip', words)
      return
    } catch (error) {
      const busy =
        error instanceof BootError && /Address already in use|Device or resource busy/.test(error.message)
      if (!busy) throw error
      if (left === 0) {
        throw new BootError('E_NETWORK', {
          what: `${mac} is in use on ${name} already`,
          hint: 'is the guest running, or another boot of it? give the guest a MAC of its own',
          cause: error,
        })
      }
      await pause(RELEASE_WAIT_MS)
    }
  }
}

/** The kernel has sent its probe; its table says who answered. */
async function neighbour(read: () => Promise<string>): Promise<string | null> {
  for (let polls = 0; polls < 4; polls++) {
    await pause(40)
    const [entry] = JSON.parse((await read()) || '[]') as { lladdr?: string }[]
    if (entry?.lladdr !== undefined) return entry.lladdr
  }
  return null
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
