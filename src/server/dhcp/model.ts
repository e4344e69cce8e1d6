/** What a DHCP server knows, as data: its network, its values for each client, and its leases. */

import type { Range } from '../../hosts/index.ts'

/** How often a fault is made; Infinity: always. */
export type Times = number

/** Faults of a fixture: what goes wrong on purpose for one client. */
export interface DhcpFaults {
  /** Messages of the client that get no answer, from the first on. */
  ignoreFirst: Times
  /** REQUESTs that get no answer, though the DISCOVER got an offer. */
  ignoreRequests: Times
  /** REQUESTs that are answered by a NAK. */
  nakFirst: Times
  /** Milliseconds until an answer is sent. */
  delay: number
  /** The answer bears another transaction id, another hardware address. */
  wrongXid: boolean
  wrongMac: boolean
  /** Bytes of the answer that are sent; null: all. */
  truncate: number | null
}

/** What a server says to one client, or to all that it has no words of their own for. Text is Latin-1. */
export interface HostSettings {
  /** A fixed address; null: one from the range. */
  address: string | null
  /** siaddr; null: the server itself; 0.0.0.0: none. */
  nextServer: string | null
  bootFile: string
  /** For iPXE, and by client architecture (option 93), in place of `bootFile`. */
  bootFiles: ReadonlyMap<'ipxe' | number, string>
  /** Options 209 and 210. */
  configFile: string | null
  pathPrefix: string | null
  gateway: string | null
  dnsServers: readonly string[]
  hostName: string | null
  leaseSeconds: number
  /** Option bytes that replace the server's own; null: the option is left out. */
  options: ReadonlyMap<number, Buffer | null>
  faults: DhcpFaults
}

export interface DhcpServer {
  /** Option 54, and the source address of the answers. */
  identifier: string
  prefixLength: number
  /** Addresses for clients without a fixed one. */
  ranges: readonly Range[]
  /** For clients that `hosts` does not name; null: they get no answer. */
  others: HostSettings | null
  /** By MAC address. */
  hosts: ReadonlyMap<string, HostSettings>
}

/** An address that was offered or given. It stays with its client past `until`, unless somebody else needs it. */
export interface Held {
  /** null: declined, somebody else uses it. */
  mac: string | null
  /** Milliseconds since 1970. */
  until: number
}

/** By address. */
export type Leases = ReadonlyMap<string, Held>

/** Messages of the client up to and including this one. */
export interface Heard {
  messages: number
  requests: number
}

export const NO_FAULTS: DhcpFaults = {
  ignoreFirst: 0,
  ignoreRequests: 0,
  nakFirst: 0,
  delay: 0,
  wrongXid: false,
  wrongMac: false,
  truncate: null,
}

/** With a boot file, for PXE clients pass over an offer without one. */
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
