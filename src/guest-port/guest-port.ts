/**
 * The guest's place on the network, before the guest exists: a device in the network namespace of the client
 * processes, one end of a veth pair whose other end is a port of the guest's bridge, or a macvlan on a device that is
 * not a bridge. Namespace and device live as long as that room does.
 *
 * Whatever arrives for a guest that runs after all is never answered. Before the lease only DHCP replies are taken;
 * later, what the kernel would say by itself (a reset, "port unreachable", an echo) finds no route, because such packets
 * belong to root and the clients' belong to another user.
 */

import { closeSync, openSync } from 'node:fs'
import { BootError } from '../boot-error.ts'
import type { Lease } from '../lease.ts'
import { type ArpTable, macInArpTable, openArpTable } from './arp-table.ts'
import type { Device } from './place.ts'
import { newPortName } from './port-name.ts'
import { runTool } from './run-tool.ts'
import { refuseAddress, refuseUnusable, routesOf } from './usable-lease.ts'

/** The device's name inside the namespace. */
export const PORT_NAME = 'pxeport0'

/** What a Linux bridge's own address must not become: Xen's backends have this address for the same reason. */
const BACKEND_MAC = 'fe:ff:ff:ff:ff:ff'

/**
 * DHCP replies that a server sends to an address that is not set yet are taken as our own by this table. UDP by its
 * number: a small dom0 has no /etc/protocols.
 */
const CATCH_ALL_TABLE = 100
const CATCH_ALL = `rule add pref 1 iif ${PORT_NAME} ipproto 17 dport 68 lookup ${CATCH_ALL_TABLE}`

/** The kernel's own answers have user 0 (ip-rule(8), uidrange), and no socket of a client has. */
const SILENCE = 'rule add pref 2 uidrange 0-0 blackhole'

const NAME_TRIES = 5

/** How long a device of a run before with the same MAC may take to go away. */
const RELEASE_TRIES = 20
const RELEASE_WAIT_MS = 50

/** How long an answer to ARP probes may take, and how often the kernel's table is looked at. */
const ANSWER_MS = 200
const ANSWER_POLL_MS = 20

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
  /** The MAC that answers for `address` on the segment (RFC 5227 section 2.1.1 probes); null: nobody. */
  whoHas(address: string): Promise<string | null>
  /** Changes the Ethernet address. Throws E_NETWORK. */
  setMac(mac: string): Promise<void>
  /** Takes the port off the bridge at once; the kernel would when the namespace is gone. */
  remove(): Promise<void>
}

/** Who stands on the port. */
export interface PortHolder {
  /** The process in whose network namespace the port is made. */
  pid: number
  /** Its user once it sends packets; null: it stays the user that root is in its user namespace. */
  user: number | null
  /** The port's Ethernet address. */
  mac: string
}

/** Throws E_NETWORK, E_PERMISSION. */
export async function makeGuestPort(holder: PortHolder, place: Device): Promise<GuestPort> {
  // The process may end, and its number be another's: a descriptor goes on meaning this namespace.
  const { descriptor, arpTable } = holdNamespace(holder.pid)
  const namespace = `/proc/${process.pid}/fd/${descriptor}`
  const inside = (tool: string, words: string[], input?: string): Promise<string> =>
    runTool('nsenter', [`--net=${namespace}`, tool, ...words], input)
  const batch = (lines: string[]): Promise<string> =>
    inside('ip', ['-batch', '-'], lines.map((line) => `${line}\n`).join(''))

  let hostPort: string | null = null
  const remove = async (): Promise<void> => {
    closeSync(descriptor)
    arpTable.close()
    // It may be gone with its namespace already.
    if (hostPort !== null) await runTool('ip', ['link', 'del', hostPort]).catch(() => '')
  }
  try {
    if (place.kind === 'bridge') hostPort = await addPair(namespace, holder.mac, place)
    else await addMacvlan(namespace, holder.mac, place)
    await batch([
      'link set lo up',
      CATCH_ALL,
      `route add local 0.0.0.0/0 dev lo table ${CATCH_ALL_TABLE}`,
      ...(holder.user === null || holder.user === 0 ? [] : [SILENCE]),
      `link set ${PORT_NAME} up`,
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
        'rule del pref 1',
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
      return answerer(address, arpTable)
    },
    setMac: async (mac) => {
      await inside('ip', ['link', 'set', PORT_NAME, 'address', mac])
    },
    remove,
  }
}

/** The network namespace of a process, and its ARP table. */
function holdNamespace(pid: number): { descriptor: number; arpTable: ArpTable } {
  const descriptor = openNamespace(pid)
  try {
    return { descriptor, arpTable: openArpTable(pid) }
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

function openNamespace(pid: number): number {
  try {
    return openSync(`/proc/${pid}/ns/net`, 'r')
  } catch (cause) {
    throw new BootError('E_NETWORK', {
      what: `the network namespace of process ${pid} is gone: ${(cause as NodeJS.ErrnoException).code}`,
      cause,
    })
  }
}

/** The name of its host's end, a port of the bridge that is up: one that no device had. */
async function addPair(namespace: string, mac: string, { name: bridge, mtu }: Device): Promise<string> {
  const size = ['mtu', String(mtu)]
  for (let left = NAME_TRIES; ; left--) {
    const name = newPortName()
    try {
      await runTool('ip', [
        ...['link', 'add', name, 'address', BACKEND_MAC, ...size, 'master', bridge, 'up'],
        ...['type', 'veth', 'peer', 'name', PORT_NAME, 'netns', namespace, 'address', mac, ...size],
      ])
      return name
    } catch (error) {
      if (left === 0 || !(error instanceof BootError) || !/File exists/.test(error.message)) throw error
    }
  }
}

async function addMacvlan(namespace: string, mac: string, { name }: Device): Promise<void> {
  const words = [
    ...['link', 'add', 'link', name, 'name', PORT_NAME, 'netns', namespace],
    ...['address', mac, 'type', 'macvlan', 'mode', 'bridge'],
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
async function answerer(address: string, table: ArpTable): Promise<string | null> {
  const end = performance.now() + ANSWER_MS
  while (performance.now() < end) {
    await pause(ANSWER_POLL_MS)
    const mac = macInArpTable(table.read(), address)
    if (mac !== null) return mac
  }
  return null
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
