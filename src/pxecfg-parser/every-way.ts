/**
 * Plays every way through a program's menus, for checking boot trees whose configurations are scripts. Each way is
 * played from the start with other choices; nothing is booted.
 */

import { BootError } from '../boot-error.ts'
import type { Answer, Play, Want } from './boot-program.ts'
import type { Menu, Screen } from './menu-model.ts'
import type { Checked, CheckedLabel, Played, Selection } from './types.ts'

/** The most ways that are played; a configuration with more gets a warning. */
const MAX_WAYS = 1000

/** One way to its end. `label`: of the last choice; `missing`: the first file that could not be read. */
interface Way {
  label: string | null
  played: Played
  missing: BootError | null
  /** It returned to a menu instead of booting. `error`: what the program said there. */
  back: { error: string | null } | null
}

/** Plays `play` with every choice of every menu. `file`: the configuration, as it goes to the server. */
export function* checkEveryWay(file: string, play: (selection: Selection) => Play<Played>): Play<Checked> {
  const checked: Checked = {
    file,
    includes: [],
    labels: [],
    commands: [],
    menu: null,
    warnings: [],
    error: null,
  }
  const top = { file, line: 1, column: 1 }
  const seen = new Set<string>()
  const paths: number[][] = [[]]
  for (const path of paths.values()) {
    const way = yield* follow(play, path, seen)
    if (Array.isArray(way)) {
      paths.push(...way.map((choice) => [...path, choice]).slice(0, MAX_WAYS + 1 - paths.length))
      continue
    }
    const { config, menu, warnings } = way.played
    checked.includes = [...new Set([...checked.includes, ...(config?.includes ?? [])])]
    checked.menu ??= menu
    const label = labelOf(way, top)
    checked.labels.push(label)
    checked.warnings.push(...warnings.filter(({ message }) => message !== label.error?.message))
  }
  if (paths.length > MAX_WAYS) {
    const message = `its menus have more than ${MAX_WAYS} ways through them, of which the first ${MAX_WAYS} are checked`
    checked.warnings.push({ ...top, code: 'too-many-ways', message })
  }
  return checked
}

/** A way that ends in a menu boots nothing, which is an error only if a file was missing on it. */
function labelOf({ label, played, missing, back }: Way, top: CheckedLabel['at']): CheckedLabel {
  const last = played.steps.at(-1)
  const origin = (back === null ? played.failedAt : undefined) ?? last?.origin
  const at = origin == null ? top : { file: origin.file, line: origin.line, column: 1 }
  const error = back === null || back.error !== null ? played.error : missing
  const boots = played.outcome === 'boot' && played.next === null ? played.entry : null
  return { label: boots?.label ?? label, at, command: last?.command ?? '', boots, error }
}

/** Plays with the choices of `path`. If it ends in a menu that was not seen before, returns that menu's choices. */
function* follow(
  play: (selection: Selection) => Play<Played>,
  path: readonly number[],
  seen: Set<string>,
): Generator<Want, Way | number[], Answer> {
  const way: Omit<Way, 'played'> = { label: null, missing: null, back: null }
  const passed = new Set<string>()
  const left = new Set<string>()
  const chosen = path.values()
  const program = play({ interactive: true, attended: true })
  for (let step = program.next(null); ; ) {
    if (step.done) return { ...way, played: step.value }
    const want = step.value
    if (want.want !== 'choose') {
      const answer = yield want
      if (answer instanceof BootError && want.want !== 'boot') way.missing ??= answer
      step = program.next(answer)
      continue
    }
    const { screen } = want
    if (screen.kind === 'prompt') {
      step = program.next({ kind: 'command', text: screen.prompt.default ?? '' })
      continue
    }
    const key = keyOf(screen)
    const choices = choicesOf(screen.root)
    const next = passed.has(key) ? undefined : choices.length === 1 ? choices[0] : chosen.next().value
    if (next === undefined) {
      if (!passed.has(key) && !seen.has(key)) {
        seen.add(key)
        return choices
      }
      way.back ??= { error: screen.error ?? null }
      // Esc; if that leads to the same menu again, an end.
      step = program.next(left.has(key) ? circle() : { kind: 'quit' })
      left.add(key)
      continue
    }
    passed.add(key)
    way.label = screen.root.entries[next]?.label ?? way.label
    step = program.next({ kind: 'entry', path: [next] })
  }
}

/** Identifies a menu, whatever error it shows. */
function keyOf({ root: { title, entries } }: Screen & { kind: 'menu' }): string {
  return JSON.stringify([title, entries.map(({ label, display }) => [label, display])])
}

function choicesOf({ entries }: Menu): number[] {
  return entries.flatMap(({ label, disabled }, index) => (label === null || disabled ? [] : [index]))
}

function circle(): BootError {
  return new BootError('E_CANCELLED', { what: 'the menus form a loop' })
}
