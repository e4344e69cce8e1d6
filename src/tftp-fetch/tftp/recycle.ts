/**
 * Node makes a buffer of its own for each datagram. They are garbage as soon as they are copied, but V8 lets 32 MiB of
 * them pile up before it looks; on request it collects a few MiB in a fraction of a millisecond.
 */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of datagrams between two collections. */
const INTERVAL = 2 * 1024 * 1024

type Collect = (options: { type: 'minor' }) => void

let collect: Collect | null = null
let bytes = 0

/** Counts a datagram of `length` bytes whose memory can be collected. */
export function recycle(length: number): void {
  bytes += length
  if (bytes < INTERVAL) return
  bytes = 0
  collect ??= collector()
  collect({ type: 'minor' })
}

/** V8's gc(), which a context has if it is made while the flag is set. */
function collector(): Collect {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return typeof gc === 'function' ? (options) => gc(options) : () => {}
}
