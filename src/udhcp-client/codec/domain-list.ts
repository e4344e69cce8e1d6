/** Domain search list: option 119 (RFC 3397), names as in DNS messages (RFC 1035 sections 3.1 and 4.1.4). */

import type { WireType } from './wire-types.ts'

const MAX_LABEL = 63
const MAX_NAME = 255
const POINTER = 0xc0

/** Names without a trailing dot. Written without compression, read with it; a pointer may only point backwards. */
export const domainList: WireType<string[]> = {
  encode: (names) => Buffer.concat(names.map(encodeName)),
  decode: (bytes) => {
    const names: string[] = []
    let at = 0
    while (at < bytes.length) {
      const name = readName(bytes, at)
      if (name === null) return null
      names.push(name.text)
      at = name.end
    }
    return names.length > 0 ? names : null
  },
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(label, 'latin1'))
  return Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), label]), Buffer.of(0)])
}

/** The name at `start` and where the next one begins; null if it is not a name. */
function readName(bytes: Buffer, start: number): { text: string; end: number } | null {
  const labels: string[] = []
  let length = 0
  let end: number | null = null
  for (let at = start; ; ) {
    const size = bytes[at]
    if (size === undefined) return null
    if (size === 0) {
      return labels.length > 0 ? { text: labels.join('.'), end: end ?? at + 1 } : null
    }
    if ((size & POINTER) === POINTER) {
      const low = bytes[at + 1]
      const target = ((size & ~POINTER) << 8) | (low ?? 0)
      if (low === undefined || target >= at) return null
      end ??= at + 2
      at = target
      // Backwards only, and each hop makes the rest shorter: a chain of pointers ends.
      length += 1
    } else {
      if (size > MAX_LABEL || at + 1 + size > bytes.length) return null
      labels.push(bytes.toString('latin1', at + 1, at + 1 + size))
      length += size + 1
      at += size + 1
    }
    if (length > MAX_NAME) return null
  }
}
