/** A program on a pseudo-terminal, as libxl gives it to a bootloader: raw, and its size reads 0x0. A VT100 shows it. */

import { setTimeout as delay } from 'node:timers/promises'
import xterm from '@xterm/headless'
import { spawn } from 'node-pty'

export interface Pty {
  /** Bytes to the program. */
  type(keys: string): void
  /** What the terminal shows: its lines without blanks at their ends. */
  screen(): string[]
  /** Waits until the screen holds `text`; fails with the screen after some seconds. */
  until(text: string | RegExp): Promise<void>
  /** The line that shows `text`, and whether all of it is in reverse video. */
  line(text: string): { text: string; reverse: boolean } | null
  cursor(): { row: number; column: number }
  /** All that the program wrote. */
  written(): string
  exit: Promise<number>
  /** Closes our side: the program is hung up. */
  hangUp(): void
}

const PATIENCE_MS = 60_000
const ROWS = 24
const COLUMNS = 80

/** Runs `argv` on a new terminal. `raw`: as libxl's; otherwise as a shell's. What `stty -a` says at the end is shown. */
export function openPty(argv: readonly string[], { raw = true } = {}): Pty {
  const settings = raw ? 'stty raw -echo rows 0 columns 0' : ':'
  // the shell stays, so that the terminal's settings can be read when the program is gone
  const script = `trap : HUP; ${settings}; "$@"; status=$?; stty -a; exit $status`
  const child = spawn('sh', ['-c', script, 'sh', ...argv], {
    name: 'vt100',
    cols: COLUMNS,
    rows: ROWS,
    env: { ...process.env, TERM: 'vt100' },
  })
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true })
  let written = ''
  child.onData((text) => {
    written += text
    terminal.write(text)
  })
  const exit = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode))).then(
    async (exitCode) => {
      // The last bytes may come after it: stty's.
      for (let look = 0; look < 50 && !/speed \d+ baud/.test(written); look++) await delay(20)
      return exitCode
    },
  )
  const rows = () =>
    [...Array(ROWS).keys()].map((row) =>
      terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row),
    )
  const screen = () => rows().map((line) => line?.translateToString(true) ?? '')

  return {
    type: (keys) => child.write(keys),
    screen,
    async until(text) {
      const found = () => {
        const shown = screen().join('\n')
        return typeof text === 'string' ? shown.includes(text) : text.test(shown)
      }
      const deadline = Date.now() + PATIENCE_MS
      while (!found()) {
        if (Date.now() > deadline)
          throw new Error(`the terminal never showed ${text}:\n${screen().join('\n')}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    line(text) {
      const line = rows().find((row) => row?.translateToString().includes(text))
      if (!line) return null
      const at = line.translateToString().indexOf(text)
      const cells = [...Array(text.length).keys()].map((offset) => line.getCell(at + offset))
      return { text: line.translateToString(true), reverse: cells.every((cell) => cell?.isInverse()) }
    },
    cursor: () => ({ row: terminal.buffer.active.cursorY, column: terminal.buffer.active.cursorX }),
    written: () => written,
    exit,
    hangUp() {
      if ('destroy' in child && typeof child.destroy === 'function') child.destroy()
    },
  }
}
