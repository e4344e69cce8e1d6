/** What a run has learnt about a TFTP server, and what to ask it for next. */

import { type Agreement, HEADERS, MAX_BLOCK_SIZE, PLAIN_BLOCK_SIZE, type Wish } from './options.ts'

export interface Server {
  /** It answers options; null: not known. */
  options: boolean | null
  /** It has windows (RFC 7440); null: not known. */
  windows: boolean | null
  /** Largest block that got through, or is still to be tried. */
  blockLimit: number
  /** Shortest time between an acknowledgement and its block, ms; null: not known. */
  roundTripMs: number | null
  /** It never answered so far. */
  silent: boolean
  /** Bytes of the kernel's reassembly memory that blocks which never became whole may hold. */
  lostFragments: number
}

/** Waits for the answer to a request, ms. A server that was silent for a whole file is asked the next ones once. */
const PATIENCE = [250, 500, 1000, 1500, 2000]
const SHORT_PATIENCE = [1000]
/** Share of the receive buffer that one window may fill: a window over it collapses. */
const SHARE = 0.7
/** What the kernel accounts for one Ethernet frame in the receive buffer (skb truesize). */
const FRAME_MEMORY = 2304
const MAX_WINDOW = 512
/** Below this round-trip time, ms, packets cost more than waiting: larger blocks in smaller windows. */
const NEAR = 0.15
/** A file for which it pays to ask again. */
const LARGE_FILE = 256 * 1024
/** Of the 4 MiB that incomplete datagrams may take for 30 s (net.ipv4.ipfrag_high_thresh). */
const FRAGMENT_BUDGET = 2.5 * 1024 * 1024
/** What PXELINUX asks for: gets through tunnels. */
const SAFE_BLOCK_SIZE = 1408

export function unknownServer(): Server {
  return {
    options: null,
    windows: null,
    blockLimit: MAX_BLOCK_SIZE,
    roundTripMs: null,
    silent: false,
    lostFragments: 0,
  }
}

export function patience(server: Server): readonly number[] {
  return server.silent ? SHORT_PATIENCE : PATIENCE
}

/** The best options to ask for, as far as is known; null: none. */
export function chooseWish(server: Server, mtu: number, receiveBuffer: number): Wish | null {
  if (server.options === false) return null
  const blockSize = wantsLargeBlocks(server) ? server.blockLimit : Math.min(server.blockLimit, fitting(mtu))
  const room = Math.floor((SHARE * receiveBuffer) / memoryOf(blockSize, mtu))
  const windowSize = server.windows === false ? 1 : Math.min(Math.max(room, 1), MAX_WINDOW)
  return { blockSize, windowSize, utimeout: server.windows === false ? 100_000 : null }
}

/** Notes what the server agreed to. False: now that this is known, another request would be much faster. */
export function considerAgreement(server: Server, agreement: Agreement, mtu: number): boolean {
  const wantedLarge = wantsLargeBlocks(server)
  server.silent = false
  server.options = agreement.hasOptions
  if (!agreement.hasOptions) return true
  server.windows = agreement.windowSize > 1
  if (wantedLarge || !wantsLargeBlocks(server)) return true
  const wasCapped = agreement.blockSize < Math.min(server.blockLimit, fitting(mtu))
  return wasCapped || agreement.totalBytes === null || agreement.totalBytes < LARGE_FILE
}

/** Notes that `blocks` did not come. False: blocks of this size do not get through, or not for long. */
export function considerLoss(
  server: Server,
  { blockSize }: Agreement,
  blocks: number | 'all',
  mtu: number,
): boolean {
  const fits = fitting(mtu)
  if (blocks === 'all') {
    const smaller = [fits, SAFE_BLOCK_SIZE, PLAIN_BLOCK_SIZE].find((size) => size < blockSize)
    server.blockLimit = smaller ?? blockSize
    return smaller === undefined
  }
  if (blockSize <= fits) return true
  server.lostFragments += blocks * memoryOf(blockSize, mtu)
  if (server.lostFragments < FRAGMENT_BUDGET) return true
  server.lostFragments = 0
  server.blockLimit = Math.max(Math.floor(blockSize / 4), fits)
  return false
}

/** The largest block that needs no fragments. */
export function fitting(mtu: number): number {
  return Math.min(Math.max(mtu - HEADERS, PLAIN_BLOCK_SIZE), MAX_BLOCK_SIZE)
}

function wantsLargeBlocks(server: Server): boolean {
  return server.windows === false || (server.windows === true && (server.roundTripMs ?? Infinity) < NEAR)
}

/** Memory that the kernel accounts for one block on its way in. */
function memoryOf(blockSize: number, mtu: number): number {
  return Math.ceil((blockSize + HEADERS) / mtu) * Math.max(FRAME_MEMORY, 2 * mtu)
}
