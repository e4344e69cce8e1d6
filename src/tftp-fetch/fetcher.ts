/** The interfaces of this stage: what callers pass in and get, and what transports provide. */

import type { BootUrl } from '../boot-url.ts'
import type { FetchEvent } from './events.ts'
import type { Resolver } from './resolver.ts'

/** Where the bytes of a file go. They come in order, each once; only a complete file may be used. */
export interface Sink {
  /** `chunk` is the sink's until this returns, or until its promise settles: a promise holds the transfer back. */
  write(chunk: Uint8Array): void | Promise<void>
  /** Called when the fetch ends, with the URL the bytes came from, if a server redirected the request. */
  cameFrom?(url: string): void
}

/** Thrown by a sink that needs no more bytes: it ends the transfer without reporting a failure. */
export class Enough extends Error {}

/** How a fetcher reaches servers, and the limits on each file. */
export interface FetcherOptions {
  /** Directory in which every URL is looked up instead of the network; null: the network. */
  tree: string | null
  /** DNS servers to resolve names with; null: the host's own resolver. */
  dnsServers: readonly string[] | null
  /** Refuse servers on loopback and link-local addresses; set where the fetcher runs in the host's own network. */
  refuseLocal: boolean
  /** Largest file, bytes. */
  maxSize: number
  /** Longest time without a new byte, ms. */
  stallMs: number
  /** Longest time for one file, ms. */
  totalMs: number
  /** MTU of the interface that leads to the servers, bytes. */
  mtu: number
  /** Own address to send from; null: what the route says. */
  localAddress: string | null
  /** Certificates (PEM text) that HTTPS trusts instead of the built-in ones; null: the built-in ones. */
  caCertificates: string | null
  userAgent: string
  onEvent: (event: FetchEvent) => void
}

/** Options with the defaults of the command line. */
export const DEFAULT_FETCHER_OPTIONS: FetcherOptions = {
  tree: null,
  dnsServers: null,
  refuseLocal: false,
  maxSize: 2 * 1024 ** 3,
  stallMs: 20_000,
  totalMs: 600_000,
  mtu: 1500,
  localAddress: null,
  caCertificates: null,
  userAgent: 'tspxeboot',
  onEvent: () => {},
}

/** Fetches files by URL, whatever the scheme. Both calls end with the reason of `signal` when it is aborted. */
export interface Fetcher {
  /**
   * Writes the whole file to `sink`; throws BootError, and then the sink may hold a part of it. `form`: sent by HTTP POST
   * as application/x-www-form-urlencoded.
   */
  fetch(url: string, sink: Sink, signal: AbortSignal, form?: string): Promise<Fetched>
  /** Whether the file is there (E_FETCH_NOT_FOUND if not) and its size, without downloading it. */
  probe(url: string, signal: AbortSignal): Promise<Probed>
}

/** A file that was fetched whole. */
export interface Fetched {
  url: string
  bytes: number
}

/** What a server says about a file without sending it. */
export interface Probed {
  /** Size of the file; null: the server does not say. */
  bytes: number | null
}

/** One URL for a transport to fetch or probe, and what it may use to do so. */
export interface Job {
  url: string
  parts: BootUrl
  /** Sent by HTTP POST. */
  form?: string
  /** Set by a transport that was redirected. */
  redirectedTo?: string
  /** Aborted by the caller, or at a time limit with a BootError as its reason. */
  signal: AbortSignal
  options: FetcherOptions
  resolver: Resolver
}

/** What fetches the URLs of a scheme. */
export interface Transport {
  /** Resolves when `receiver` has taken all bytes. */
  fetch(job: Job, receiver: Receiver): Promise<void>
  /** Asks for the size; E_FETCH_NOT_FOUND if the file is not there. */
  probe(job: Job): Promise<Probed>
}

/** The sink as a transport sees it: with the limits on it. */
export interface Receiver {
  /** Bytes taken so far. */
  readonly bytes: number
  /**
   * The size the server announced, bytes. Throws E_FETCH_TOO_BIG if it is over the limit; a file of any other size then
   * fails with E_FETCH_PROTOCOL.
   */
  expect(bytes: number): void
  write(chunk: Uint8Array): void | Promise<void>
  /** New bytes came, to be written later: restarts the limit on time without progress. */
  progressed(): void
  /** Counts a block or an answer that had to be requested again. */
  retried(): void
}
