/**
 * Gathers small chunks into large buffers, and writes one while the next fills. The caller bounds the memory: it checks
 * `isBehind` before it lets more blocks come.
 */

/** Bytes. */
const BUFFER = 256 * 1024
const BEHIND = 8 * BUFFER

/** A queue of bytes to write. */
export interface WriteBehind {
  /** More than 2 MiB are waiting to be written. */
  readonly isBehind: boolean
  /** Copies `chunk`. */
  push(chunk: Buffer): void
  /** Resolves when all is written, or `onError` was called. */
  finish(): Promise<void>
}

/** `onProgress` is called after each write; `onError` once, with what `write` threw: nothing is written after that. */
export function createWriteBehind(
  write: (chunk: Uint8Array) => void | Promise<void>,
  { onProgress, onError }: { onProgress: () => void; onError: (error: unknown) => void },
): WriteBehind {
  const full: Buffer[] = []
  const spare: Buffer[] = []
  let filling: Buffer = Buffer.allocUnsafeSlow(BUFFER)
  let used = 0
  let draining: Promise<void> | null = null
  let broken = false

  async function drain(): Promise<void> {
    try {
      for (let chunk = full[0]; chunk !== undefined && !broken; chunk = full[0]) {
        await write(chunk)
        full.shift()
        if (chunk.length === BUFFER) spare.push(chunk)
        onProgress()
      }
    } catch (error) {
      broken = true
      onError(error)
    } finally {
      draining = null
    }
  }

  function hand(chunk: Buffer): void {
    full.push(chunk)
    draining ??= drain()
  }

  return {
    get isBehind() {
      return full.length * BUFFER > BEHIND
    },
    push(chunk) {
      for (let from = 0; from < chunk.length && !broken; ) {
        const count = chunk.copy(filling, used, from)
        from += count
        used += count
        if (used === BUFFER) {
          hand(filling)
          filling = spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER)
          used = 0
        }
      }
    },
    async finish() {
      if (used > 0 && !broken) hand(filling.subarray(0, used))
      used = 0
      await draining
    },
  }
}
