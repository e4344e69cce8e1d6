/** Draws the boot: prompt: enter_cmdline and print_labels of syslinux com32/elflink/ldlinux. */

import { countdown, stars, typed } from './draw-texts.ts'
import type { Frame, Size } from './frame.ts'
import { drawMessage } from './message.ts'
import type { MenuState, Mode } from './state.ts'
import { fit, width } from './text.ts'

/** Rows that a list of labels leaves for typing. */
const TYPING_ROWS = 8

/** The prompt below the text above it. */
export function drawPrompt(
  state: MenuState,
  mode: Extract<Mode, { kind: 'prompt' }>,
  size: Size,
  now: number,
): Frame {
  const texts = [state.notice ?? '', countdown(state, mode.back?.menu ?? null, now)]
  const labels = mode.listed ? labelLines(state.screen.prompt.labels, mode.line.text, size) : []
  const below = [
    ...texts.filter((text) => text !== '').map((text) => fit(text, size.columns - 1).trimEnd()),
    ...labels,
  ]
  const { question = 'boot: ', secret } = state.screen.prompt
  // If the text does not end with a line feed, the prompt follows on its last line: "ENTER to boot: ".
  const begun = state.above.at(-1) ?? []
  const joined = below.length === 0
  const lead = joined ? begun.map(({ text }) => text).join('') : ''
  const whole = joined || begun.length === 0 ? state.above.slice(0, -1) : state.above
  const shown = secret ? stars(mode.line) : mode.line
  const line = typed(lead + question, shown, size, Math.max(1, size.rows - below.length))
  const left = Math.max(0, size.rows - below.length - line.lines.length)
  const message = left === 0 ? [] : whole.slice(-left)
  const above = [...message.map((text) => drawMessage(text, size.columns - 1)), ...below]
  return {
    lines: [...above, ...line.lines],
    cursor: { row: above.length + line.cursor.row, column: line.cursor.column },
  }
}

/** The labels that begin like the first word, in columns, and how many do not fit. */
function labelLines(labels: readonly string[], text: string, { columns, rows }: Size): string[] {
  const word = /^\s*(\S*)/.exec(text)?.[1] ?? ''
  const found = labels.filter((label) => label.startsWith(word))
  if (found.length === 0) return ['No such label.']
  const most = Math.max(1, rows - TYPING_ROWS)
  const first = found.slice(0, most * Math.ceil(columns / 2))
  const cell = Math.min(columns - 1, 2 + first.reduce((widest, label) => Math.max(widest, width(label)), 0))
  const across = Math.max(1, Math.floor((columns - 1) / cell))
  const lines: string[] = []
  for (let at = 0; at < first.length && lines.length < most; at += across) {
    const line = first.slice(at, at + across).map((label) => fit(label, cell))
    lines.push(line.join('').trimEnd())
  }
  const left = found.length - lines.length * across
  return left > 0 ? [...lines, `... and ${left} more: type the first letters and press Tab`] : lines
}
