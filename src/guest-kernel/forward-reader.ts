/** Reads a stream here and there, always further on, and holds no more of it than a piece and what is asked for. */

export type Stream = AsyncIterable<Buffer> | Iterable<Buffer>

/** The bytes from `position` on: fewer than `length` at the end, and none of what was passed already. */
export type Read = (position: number, length: number) => Promise<Buffer>

export function forwardReader(stream: Stream): Read {
  const pieces = Symbol.asyncIterator in stream ? stream[Symbol.asyncIterator]() : stream[Symbol.iterator]()
  let piece: Buffer = Buffer.alloc(0)
  /** Where `piece` begins. */
  let at = 0
  const more = async (): Promise<boolean> => {
    const next = await pieces.next()
    if (next.done) return false
    at += piece.length
    piece = next.value
    return true
  }
  return async (position, length) => {
    const parts: Buffer[] = []
    let from = position
    const end = position + length
    while (from >= at && from < end) {
      const part = piece.subarray(from - at, end - at)
      // An empty part would hold its piece.
      if (part.length > 0) parts.push(part)
      from += part.length
      if (from < end && !(await more())) break
    }
    return Buffer.concat(parts)
  }
}
