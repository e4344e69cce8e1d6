/**
 * The receiving end of a window of blocks (RFC 7440; a window of one is RFC 1350). Blocks come out in order and
 * once each, however they came in; early ones are held. Block numbers are 16 bits on the wire and roll over to 0.
 */

/** What became of a block. `early`: held, because one before it is missing. `foreign`: outside any window. */
export type Fate = 'in order' | 'early' | 'duplicate' | 'foreign'

/** The blocks of one file as they arrive. */
export interface BlockWindow {
  /** Number, counted from 1 without rollover, of the last block up to which all have come. */
  readonly complete: number
  /** The last block, shorter than the others, has been delivered. */
  readonly finished: boolean
  /** Number of blocks that are held. */
  readonly held: number
  /** `block` is the number on the wire. `payload` may be kept until it is delivered. */
  accept(block: number, payload: Buffer): Fate
}

/**
 * Makes a window of `windowSize` blocks of `blockSize` bytes. `deliver` gets the payloads in order. The caller refuses
 * payloads longer than `blockSize`.
 */
export function createBlockWindow(
  { windowSize, blockSize }: { windowSize: number; blockSize: number },
  deliver: (payload: Buffer) => void,
): BlockWindow {
  const held = new Map<number, Buffer>()
  let complete = 0
  let finished = false

  function take(payload: Buffer): void {
    complete++
    finished = payload.length < blockSize
    deliver(payload)
  }

  return {
    get complete() {
      return complete
    },
    get finished() {
      return finished
    },
    get held() {
      return held.size
    },
    accept(block, payload) {
      const ahead = (block - complete) & 0xffff
      if (ahead === 0 || ahead >= 0x8000) return 'duplicate'
      if (finished || ahead > windowSize) return 'foreign'
      if (ahead > 1) {
        const number = complete + ahead
        if (held.has(number)) return 'duplicate'
        held.set(number, payload)
        return 'early'
      }
      take(payload)
      for (
        let next = held.get(complete + 1);
        next !== undefined && !finished;
        next = held.get(complete + 1)
      ) {
        held.delete(complete + 1)
        take(next)
      }
      if (finished) held.clear()
      return 'in order'
    },
  }
}
