/**
 * The guest's port on its network, before the guest exists: a device in the network namespace of the client processes.
 * It is one end of a veth pair whose other end is a port of the guest's bridge, or a macvlan on a device that is not a
 * bridge. The device exists as long as the namespace does.
 *
 * Packets for a guest that runs after all are never answered. Before the lease only DHCP replies are accepted. After it,
 * the kernel's own answers (a reset, "port unreachable", an echo) find no route, because they belong to root and the
 * clients' packets belong to another user.
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

/** High, as for Xen's backends: a Linux bridge takes the lowest address of its ports for its own, which must not change. */
const BACKEND_MAC = 'fe:ff:ff:ff:ff:ff'

/**
 * A server may send DHCP replies to the offered address, which is not set yet: this table accepts them as ours. UDP is
 * given by number, because a small dom0 has no /etc/protocols.
 */
const CATCH_ALL_TABLE = 100
const CATCH_ALL = `rule add pref 1 iif ${PORT_NAME} ipproto 17 dport 68 lookup ${CATCH_ALL_TABLE}`

/** The kernel's own answers have user 0 (ip-rule(8), uidrange); the clients' sockets never do. */
const SILENCE = 'rule add pref 2 uidrange 0-0 blackhole'

const NAME_TRIES = 5

/** How long the device of an earlier run with the same MAC may take to disappear. */
const RELEASE_TRIES = 20
const RELEASE_WAIT_MS = 50

/** How long an answer to ARP probes is waited for, ms: before the address is used, and altogether. */
export const PROBE_WAIT_MS = { first: 50, last: 200 }
/** How often the kernel's table is read for an answer. */
const ANSWER_POLL_MS = 20

/**
 * How the kernel asks by ARP (ip-ntable(8)). The probes for an address are all out before it may be used, because from
 * then on the kernel would ask in the address's own name. A server is asked again for up to two seconds.
 */
const PROBING = `ntable change name arp_cache dev ${PORT_NAME} retrans 20 mcast_probes 3`
const ASKING = `ntable change name arp_cache dev ${PORT_NAME} retrans 100 mcast_probes 20`

/** The port, and what can be done with it. */
export interface GuestPort {
  /** Bridge or device of the host. */
  device: string
  /** Name of the port on the bridge; null for a macvlan. */
  hostPort: string | null
  mtu: number
  /**
   * Gives the namespace the lease's address and routes; from then on only replies to that address are accepted.
   * Throws E_NETWORK, also for addresses that no host can have.
   */
  configure(lease: Lease): Promise<void>
  /** Asks the segment who has `address` (RFC 5227 section 2.1.1); resolves once the first probe is out. */
  probe(address: string): Promise<ArpProbe>
  /** Changes the Ethernet address. Throws E_NETWORK. */
  setMac(mac: string): Promise<void>
  /** Removes the port from the bridge now; otherwise the kernel does, once the namespace is gone. */
  remove(): Promise<void>
}

/** An address that is probed. */
export interface ArpProbe {
  /** The MAC that has answered until so many ms after the first probe, as soon as it is known; null: none. */
  answer(withinMs: number): Promise<string | null>
}

/** The process that uses the port. */
export interface PortHolder {
  /** The folder below /proc of the process in whose network namespace the port is made. */
  process: string
  /** The user it will be when it sends packets; null: it stays root of its user namespace. */
  user: number | null
  /** The port's Ethernet address. */
  mac: string
}

/**
 * Makes the port for `holder` on the host's device `place`. Throws E_NETWORK, E_PERMISSION. Nothing more is made once
 * `signal` is aborted, because the end of the run waits for this; then its reason is thrown.
 */
export async function makeGuestPort(
  holder: PortHolder,
  place: Device,
  signal?: AbortSignal,
): Promise<GuestPort> {
  signal?.throwIfAborted()
  // The process may end; a descriptor keeps referring to this namespace.
  const { descriptor, arpTable } = holdNamespace(holder.process)
  const namespace = `/proc/${process.pid}/fd/${descriptor}`
  const inside = (tool: string, words: string[], input?: string): Promise<string> =>
    runTool('nsenter', [`--net=${namespace}`, tool, ...words], input)
  const batch = (lines: string[]): Promise<string> =>
    inside('ip', ['-batch', '-'], lines.map((line) => `${line}\n`).join(''))

  let hostPort: string | null = null
  const remove = async (): Promise<void> => {
    closeSync(descriptor)
    arpTable.close()
    // It may already be gone with its namespace.
    if (hostPort !== null) await runTool('ip', ['link', 'del', hostPort]).catch(() => '')
  }
  const rules = [
    'link set lo up',
    CATCH_ALL,
    `route add local 0.0.0.0/0 dev lo table ${CATCH_ALL_TABLE}`,
    ...(holder.user === null || holder.user === 0 ? [] : [SILENCE]),
  ]
  const up = `link set ${PORT_NAME} up`
  try {
    if (place.kind === 'bridge') {
      hostPort = await addPair(namespace, holder.mac, place)
      await batch([...rules, up])
    } else {
      await addMacvlan(namespace, holder.mac, place)
      await batch(rules)
      await whenFree(() => batch([up]), holder.mac, place, signal)
    }
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
        ASKING,
        `addr add ${lease.address}/${lease.prefixLength} broadcast + dev ${PORT_NAME}`,
        ...routesOf(lease).map((route) => `route replace ${route} dev ${PORT_NAME}`),
      ])
    },
    async probe(address) {
      refuseAddress(address, 'the address to look for')
      await batch([PROBING, `neigh replace ${address} dev ${PORT_NAME} nud none use`]).catch(() => '')
      const begun = performance.now()
      return { answer: (withinMs) => answerer(address, arpTable, begun + withinMs) }
    },
    setMac: async (mac) => {
      await inside('ip', ['link', 'set', PORT_NAME, 'address', mac])
    },
    remove,
  }
}

/** The network namespace of a process, and its ARP table. */
function holdNamespace(holder: string): { descriptor: number; arpTable: ArpTable } {
  const descriptor = openNamespace(holder)
  try {
    return { descriptor, arpTable: openArpTable(holder) }
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

function openNamespace(holder: string): number {
  try {
    return openSync(`${holder}/ns/net`, 'r')
  } catch (cause) {
    throw new BootError('E_NETWORK', {
      what: `the network namespace of the port is gone: ${(cause as NodeJS.ErrnoException).code}`,
      cause,
    })
  }
}

/** Makes the veth pair, with the host's end up on the bridge under an unused name, and returns that name. */
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
  await runTool('ip', [
    ...['link', 'add', 'link', name, 'name', PORT_NAME, 'netns', namespace],
    ...['address', mac, 'type', 'macvlan', 'mode', 'bridge'],
  ])
}

/** `bringUp` again and again, while another macvlan of the device that is up has the same Ethernet address. */
async function whenFree(
  bringUp: () => Promise<unknown>,
  mac: string,
  { name }: Device,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let left = RELEASE_TRIES; ; left--) {
    try {
      await bringUp()
      return
    } catch (error) {
      if (!(error instanceof BootError) || !/Address already in use/.test(error.message)) throw error
      if (left === 0) {
        throw new BootError('E_NETWORK', {
          what: `${mac} is in use on ${name} already`,
          hint: 'is the guest running, or another boot of it? give the guest a MAC of its own',
          cause: error,
        })
      }
      await pause(RELEASE_WAIT_MS)
      signal?.throwIfAborted()
    }
  }
}

/** Waits until the kernel's table says who answered its probe, or until `end`, by performance.now(). */
async function answerer(address: string, table: ArpTable, end: number): Promise<string | null> {
  for (;;) {
    const mac = macInArpTable(table.read(), address)
    const left = end - performance.now()
    if (mac !== null || left <= 0) return mac
    await pause(Math.min(ANSWER_POLL_MS, left))
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
