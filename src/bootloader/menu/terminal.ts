/** The terminal of a menu: the guest's console under libxl (a pty, vt100, whose size reads 0x0), or a shell's. */

import type { Readable, Writable } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'
import type { Size } from './frame.ts'

/** A terminal's streams and settings. */
export interface Terminal {
  /** A stream of bytes, without an encoding. Its end or an error is a hang-up. */
  input: Readable
  output: Writable
  /** 80x24 if the terminal does not know. */
  size(): Size
  /** true: keys one by one and no echo; false: as before. */
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
