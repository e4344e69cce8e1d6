/** A DHCP server's data: its network, the values for each client, and its leases. */

import type { Range } from '../../hosts/index.ts'

/** How many times a fault is made; Infinity: always. */
export type Times = number

/** Faults of a fixture: what goes wrong on purpose for one client. */
export interface DhcpFaults {
  /** How many messages of the client, from the first on, get no answer. */
  ignoreFirst: Times
  /** How many REQUESTs get no answer. */
  ignoreRequests: Times
  /** How many REQUESTs get a NAK. */
  nakFirst: Times
  /** Milliseconds before an answer is sent. */
  delay: number
  /** The answer has another transaction id or another hardware address. */
  wrongXid: boolean
  wrongMac: boolean
  /** Bytes of the answer that are sent; null: all. */
  truncate: number | null
}

/** What a server says to one client, or to all without settings of their own. Text is Latin-1. */
export interface HostSettings {
  /** A fixed address; null: one from the range. */
  address: string | null
  /** siaddr; null: the server itself; 0.0.0.0: none. */
  nextServer: string | null
  bootFile: string
  /** Boot files for iPXE, and by client architecture (option 93), that replace `bootFile`. */
  bootFiles: ReadonlyMap<'ipxe' | number, string>
  /** Options 209 and 210. */
  configFile: string | null
  pathPrefix: string | null
  gateway: string | null
  dnsServers: readonly string[]
  hostName: string | null
  leaseSeconds: number
  /** Option bytes that replace the server's own; null: the option is omitted. */
  options: ReadonlyMap<number, Buffer | null>
  faults: DhcpFaults
}

/** One server. */
export interface DhcpServer {
  /** Option 54, and the source address of the answers. */
  identifier: string
  prefixLength: number
  /** Addresses for clients without a fixed one. */
  ranges: readonly Range[]
  /** For clients not in `hosts`; null: they get no answer. */
  others: HostSettings | null
  /** By MAC address. */
  hosts: ReadonlyMap<string, HostSettings>
}

/** An offered or assigned address. It remains its client's after `until`, unless another one needs it. */
export interface Held {
  /** null: declined, because another machine uses it. */
  mac: string | null
  /** Milliseconds since 1970. */
  until: number
}

/** By address. */
export type Leases = ReadonlyMap<string, Held>

/** How many messages came from the client, including this one. */
export interface Heard {
  messages: number
  requests: number
}

/** A client without faults. */
export const NO_FAULTS: DhcpFaults = {
  ignoreFirst: 0,
  ignoreRequests: 0,
  nakFirst: 0,
  delay: 0,
  wrongXid: false,
  wrongMac: false,
  truncate: null,
}

/** The default settings. They have a boot file, because PXE clients ignore an offer without one. */
export const PLAIN_HOST: HostSettings = {
  address: null,
  nextServer: null,
  bootFile: 'pxelinux.0',
  bootFiles: new Map(),
  configFile: null,
  pathPrefix: null,
  gateway: null,
  dnsServers: [],
  hostName: null,
  leaseSeconds: 3600,
  options: new Map(),
  faults: NO_FAULTS,
}
