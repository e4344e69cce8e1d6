// Chance that can be had again: the same numbers, and the same mutations of packets, for the same seed, everywhere.

/** Marsaglia's xorshift32: unsigned 32-bit numbers. */
export function xorshift(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
}

/** A few of: a byte changed, one that is often a limit, a piece cut out, doubled or put elsewhere, the end cut off. */
export function mutate(bytes: Buffer, random: () => number): Buffer {
  let mutated = bytes
  for (let changes = 1 + (random() % 6); changes > 0 && mutated.length > 0; changes -= 1) {
    const at = random() % mutated.length
    const piece = mutated.subarray(at, at + 1 + (random() % 16))
    const rest = mutated.subarray(at + piece.length)
    switch (random() % 6) {
      case 0:
      case 1:
        mutated[at] = random() & 0xff
        break
      case 2:
        mutated[at] = [0, 1, 52, 127, 128, 192, 254, 255][random() % 8] ?? 0
        break
      case 3:
        mutated = Buffer.concat([mutated.subarray(0, at), rest])
        break
      case 4:
        mutated = Buffer.concat([mutated.subarray(0, at), piece, piece, rest])
        break
      case 5:
        if (random() % 4 === 0) mutated = mutated.subarray(0, at)
    }
  }
  return mutated
}
