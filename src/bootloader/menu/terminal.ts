/** The terminal that a menu is on: the guest's console under libxl (a pty, vt100, its size reads 0x0), or a shell's. */

import type { Readable, Writable } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'
import type { Size } from './frame.ts'

export interface Terminal {
  /** Bytes; it has no encoding set. Its end, or an error of it, is a hang-up. */
  input: Readable
  output: Writable
  /** 80x24 where the terminal does not know. */
  size(): Size
  /** Keys one by one and no echo; false: as it was before. */
  setRaw(raw: boolean): void
}

const VT100: Size = { columns: 80, rows: 24 }

/** The terminal of two streams of this process, as a rule stdin and stdout. */
export function terminalOf(input: ReadStream, output: WriteStream): Terminal {
  return {
    input,
    output,
    size: () => ({ columns: output.columns || VT100.columns, rows: output.rows || VT100.rows }),
    setRaw: (raw) => input.setRawMode?.(raw),
  }
}
