/** What a run has learnt about a TFTP server, and which options to request next. */

import {
  HEADERS,
  MAX_BLOCK_SIZE,
  type NegotiatedOptions,
  PLAIN_BLOCK_SIZE,
  type RequestedOptions,
} from './options.ts'

/** What is known about a server. `considerOptions` and `considerLoss` update it. */
export interface Server {
  /** It answers options (RFC 2347); null: not known. */
  options: boolean | null
  /** It supports windows (RFC 7440); null: not known. */
  windows: boolean | null
  /** Largest block that got through, or is still to be tried, bytes. */
  blockLimit: number
  /** Largest window that got through, or is still to be tried, bytes. */
  windowLimit: number
  /** Shortest time between an acknowledgement and its block, ms; null: not known. */
  roundTripMs: number | null
  /** It did not answer the last request, however often that was sent. */
  silent: boolean
  /** Bytes of the kernel's reassembly memory that incomplete blocks may hold. */
  lostFragments: number
}

/** What a transfer has lost. */
export interface Loss {
  /** Blocks that are missing now and were not counted before. */
  blocks: number
  /** Time-outs since the last block that came. */
  silences: number
  /** Blocks that came in order, and times that blocks were missing, both since the transfer began. */
  complete: number
  events: number
}

/**
 * How long each sending of a request waits for its answer, ms: a server that many boot from at once takes its time, and
 * PXELINUX waits even longer. A server that answered none of them gets the next requests once.
 */
const PATIENCE = [250, 500, 1000, 2000, 4000, 4000]
const SHORT_PATIENCE = [1000]
/** Share of the receive buffer that one window may fill: beyond that, transfers collapse. */
const SHARE = 0.7
/** Bytes that the kernel accounts for one Ethernet frame in the receive buffer (skb truesize). */
const FRAME_MEMORY = 2304
/** Bytes: a larger burst overflows the queues of switches sooner than it saves round trips. */
const MAX_WINDOW_BYTES = 1024 * 1024
const MIN_WINDOW = 4
/** Block size with windows, bytes: fewer packets for us, and little is lost with one fragment. */
const WINDOWED_BLOCK_SIZE = 16384
/** Size from which it pays to request a file again with better options, bytes. */
const LARGE_FILE = 256 * 1024
/** Bytes, of the 4 MiB that incomplete datagrams may take for 30 s (net.ipv4.ipfrag_high_thresh). */
const FRAGMENT_BUDGET = 2.5 * 1024 * 1024
/** Share of lost blocks above which smaller ones lose less. */
const FRAGMENT_LOSS = 0.05
/** Losses it takes to judge a path. */
const ENOUGH_LOSSES = 8
/**
 * utimeout for a server without windows, microseconds: its own repetition ends a loss that ours does not (tftpd-hpa).
 */
const SERVER_PATIENCE = 50_000
/** The block size that PXELINUX requests, bytes: it gets through tunnels. */
const SAFE_BLOCK_SIZE = 1408

/** A server about which nothing is known, so the best is tried. */
export function unknownServer(): Server {
  return {
    options: null,
    windows: null,
    blockLimit: MAX_BLOCK_SIZE,
    windowLimit: MAX_WINDOW_BYTES,
    roundTripMs: null,
    silent: false,
    lostFragments: 0,
  }
}

/** How long each sending of a request to `server` waits for its answer, ms. */
export function patience(server: Server): readonly number[] {
  return server.silent ? SHORT_PATIENCE : PATIENCE
}

/** The best options to request, as far as is known; null: none. `mtu` and `receiveBuffer` in bytes. */
export function chooseOptions(server: Server, mtu: number, receiveBuffer: number): RequestedOptions | null {
  if (server.options === false) return null
  const blockSize = bestBlockSize(server, mtu)
  if (server.windows === false) return { blockSize, windowSize: 1, utimeout: SERVER_PATIENCE }
  const room = (SHARE * receiveBuffer) / memoryOf(blockSize, mtu)
  const windowSize = Math.floor(Math.min(room, server.windowLimit / blockSize))
  return { blockSize, windowSize: Math.max(windowSize, 1), utimeout: null }
}

/** Records what the server agreed to. False: with what is known now, another request would be much faster. */
export function considerOptions(
  server: Server,
  requested: RequestedOptions | null,
  negotiated: NegotiatedOptions,
  mtu: number,
): boolean {
  server.silent = false
  server.options = negotiated.hasOptions
  if (requested === null || !negotiated.hasOptions) return true
  // When a server is known to support windows, a request that left them out proves nothing.
  server.windows = server.windows === true || negotiated.windowSize > 1
  const tookAll = negotiated.blockSize === requested.blockSize
  const isLarge = negotiated.totalBytes !== null && negotiated.totalBytes >= LARGE_FILE
  return !(tookAll && isLarge && bestBlockSize(server, mtu) > requested.blockSize)
}

/** Records a loss. False: with other options less would be lost. */
export function considerLoss(
  server: Server,
  negotiated: NegotiatedOptions,
  loss: Loss,
  mtu: number,
): boolean {
  const { blockSize, windowSize } = negotiated
  const fits = fitting(mtu)
  if (blockSize > fits) return considerFragments(server, negotiated, loss, mtu)
  if (loss.complete === 0 && loss.silences >= 5) {
    const smaller = [SAFE_BLOCK_SIZE, PLAIN_BLOCK_SIZE].find((size) => size < blockSize)
    if (smaller === undefined) return true
    server.blockLimit = smaller
    return false
  }
  const isBurst = loss.events >= ENOUGH_LOSSES && loss.complete < (loss.events * windowSize) / 2
  if (!isBurst || windowSize <= MIN_WINDOW) return true
  server.windowLimit = Math.max(Math.floor(windowSize / 4), MIN_WINDOW) * blockSize
  return false
}

/** A datagram is lost with any of its fragments, and the others stay in the kernel's memory. */
function considerFragments(
  server: Server,
  { blockSize }: NegotiatedOptions,
  loss: Loss,
  mtu: number,
): boolean {
  const fits = fitting(mtu)
  server.lostFragments += loss.blocks * memoryOf(blockSize, mtu)
  const neverCome = loss.silences >= (loss.complete === 0 ? 4 : 6)
  const isLossy = loss.events >= ENOUGH_LOSSES && loss.events > FRAGMENT_LOSS * loss.complete
  if (!neverCome && !isLossy && server.lostFragments < FRAGMENT_BUDGET) return true
  const mayPass = loss.complete > 0 && blockSize > WINDOWED_BLOCK_SIZE
  server.blockLimit = mayPass ? WINDOWED_BLOCK_SIZE : fits
  server.lostFragments = 0
  return false
}

/** The largest block that needs no fragments, bytes. */
export function fitting(mtu: number): number {
  return Math.min(Math.max(mtu - HEADERS, PLAIN_BLOCK_SIZE), MAX_BLOCK_SIZE)
}

function bestBlockSize({ windows, blockLimit }: Server, mtu: number): number {
  if (windows === null) return Math.min(blockLimit, fitting(mtu))
  return windows ? Math.min(blockLimit, Math.max(WINDOWED_BLOCK_SIZE, fitting(mtu))) : blockLimit
}

/** Bytes that the kernel accounts for one block on its way in. */
function memoryOf(blockSize: number, mtu: number): number {
  return Math.ceil((blockSize + HEADERS) / mtu) * Math.max(FRAME_MEMORY, 2 * mtu)
}
