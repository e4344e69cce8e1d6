/** Matches a regular expression in all ways at once (Pike's machine), and finds the leftmost, longest match. */

import type { Program } from './expression.ts'
import { GRUB_LIMITS } from './limits.ts'

/** Starts and ends by slot; -1 if the group did not take part. */
type Slots = readonly number[]

interface Thread {
  at: number
  slots: Slots
}

/**
 * The whole match and each group, null for one that did not take part; null: no match, or too many steps. `spent` counts
 * the steps of all matches of a boot.
 */
export function matchExpression(
  { instructions, groups }: Program,
  text: string,
  spent: { steps: number } = { steps: 0 },
): (string | null)[] | null {
  let best: Slots | null = null
  let threads: Thread[] = []

  const add = (list: Thread[], seen: Set<number>, start: Thread, position: number): void => {
    const stack = [start]
    for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
      if (seen.has(thread.at)) continue
      seen.add(thread.at)
      spent.steps++
      const { at, slots } = thread
      const instruction = instructions[at]
      if (instruction?.op === 'jump') stack.push({ at: instruction.to, slots })
      else if (instruction?.op === 'split')
        stack.push({ at: instruction.second, slots }, { at: instruction.first, slots })
      else if (instruction?.op === 'save') {
        stack.push({ at: at + 1, slots: slots.with(instruction.slot, position) })
      } else if (instruction?.op === 'assert') {
        if (instruction.test(text, position)) stack.push({ at: at + 1, slots })
      } else list.push(thread)
    }
  }

  const empty: Slots = new Array<number>(2 * (groups + 1)).fill(-1)
  for (let position = 0; position <= text.length; position++) {
    const seen = new Set<number>()
    const current: Thread[] = []
    for (const thread of threads) add(current, seen, thread, position)
    if (best === null) add(current, seen, { at: 0, slots: empty }, position)
    if (current.length === 0 && best !== null) break
    threads = []
    for (const { at, slots } of current) {
      const instruction = instructions[at]
      if (instruction?.op === 'match') best = longer(best, slots)
      else if (instruction?.op === 'char' && position < text.length) {
        const leftmost = best === null || slots[0] === best[0]
        if (leftmost && instruction.test(text.charCodeAt(position))) threads.push({ at: at + 1, slots })
      }
    }
    if (spent.steps > GRUB_LIMITS.matchSteps) return null
  }
  if (best === null) return null
  const found: Slots = best
  return Array.from({ length: groups + 1 }, (_, group) => {
    const start = found[2 * group] ?? -1
    return start < 0 ? null : text.slice(start, found[2 * group + 1])
  })
}

function longer(best: Slots | null, slots: Slots): Slots {
  if (best === null) return slots
  const further = (slots[0] ?? 0) === (best[0] ?? 0) && (slots[1] ?? 0) > (best[1] ?? 0)
  return further || (slots[0] ?? 0) < (best[0] ?? 0) ? slots : best
}
