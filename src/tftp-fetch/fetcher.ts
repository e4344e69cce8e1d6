/** The interfaces of this stage: what callers pass in and get, and what transports provide. */

import type { BootUrl } from '../boot-url.ts'
import type { FetchEvent } from './events.ts'
import type { Resolver } from './resolver.ts'

/** Where the bytes of a file go. They come in order, each once, and only a complete file may be used. */
export interface Sink {
  /** `chunk` is the sink's until this returns, or until its promise settles: a promise holds the transfer back. */
  write(chunk: Uint8Array): void | Promise<void>
  /** Told at the end where the bytes came from, where a server redirected. */
  cameFrom?(url: string): void
}

/** Thrown by a sink that needs no more: it ends the transfer without a failure. */
export class Enough extends Error {}

export interface FetcherOptions {
  /** Directory in which every URL is looked up instead of the network; null: the network. */
  tree: string | null
  /** Servers that names are resolved with; null: the host's own resolver. */
  dnsServers: readonly string[] | null
  /** Servers on loopback and link-local addresses are refused: where the fetcher runs in the host's own network. */
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

export interface Fetcher {
  /**
   * Writes the whole file to `sink`; throws BootError, and then the sink may hold a part of it. `form`: sent by HTTP POST
   * as application/x-www-form-urlencoded.
   */
  fetch(url: string, sink: Sink, signal: AbortSignal, form?: string): Promise<Fetched>
  /** Whether the file is there (E_FETCH_NOT_FOUND if not) and its size, without downloading it. */
  probe(url: string, signal: AbortSignal): Promise<Probed>
}

export interface Fetched {
  url: string
  bytes: number
}

export interface Probed {
  /** null: the server does not say. */
  bytes: number | null
}

/** One URL that a transport has to deal with, and what it may use for that. */
export interface Job {
  url: string
  parts: BootUrl
  /** Sent by HTTP POST. */
  form?: string
  /** Set by a transport that was redirected. */
  redirectedTo?: string
  /** Ends by the caller's wish, or by the limit on time with a BootError as its reason. */
  signal: AbortSignal
  options: FetcherOptions
  resolver: Resolver
}

/** What fetches the URLs of a scheme. */
export interface Transport {
  /** Resolves when all bytes were taken by `receiver`. */
  fetch(job: Job, receiver: Receiver): Promise<void>
  probe(job: Job): Promise<Probed>
}

/** The sink as a transport sees it: with the limits on it. */
export interface Receiver {
  /** Bytes taken so far. */
  readonly bytes: number
  /** Size the server announced: E_FETCH_TOO_BIG at once where that is over the limit; other sizes are E_FETCH_PROTOCOL. */
  expect(bytes: number): void
  write(chunk: Uint8Array): void | Promise<void>
  /** New bytes came, which are written later: the limit on time without progress begins anew. */
  progressed(): void
  /** Counts a block or an answer that had to be requested again. */
  retried(): void
}
