/**
 * Shows a menu: lets a time-out, a person or the caller choose, and goes on after an entry that does not boot.
 * Source: GRUB normal/menu.c.
 */

import { BootError } from '../../boot-error.ts'
import { ask, type Play } from '../boot-program.ts'
import { SHOWN_BYTES } from '../limits.ts'
import type { Step } from '../types.ts'
import { boot } from './commands-boot.ts'
import { names } from './commands-menu.ts'
import { defaultIndex, restOfPath, selectedIndex } from './entry-name.ts'
import { runScript, runWith } from './interpreter.ts'
import { type Machine, where } from './machine.ts'
import { leadingNumber } from './numbers.ts'
import { screenFor } from './screen.ts'
import type { At } from './syntax.ts'
import type { GrubScreen, MenuItem } from './types.ts'

/** `automatic`: the time-out chose. Otherwise a person did, or Enter is assumed, and there are no fallbacks. */
interface Chosen {
  index: number
  automatic: boolean
  person: boolean
  /** Somebody may be at the console, so the menu is shown again if this does not boot. */
  attended: boolean
  why: string
}

/** Returns if a person leaves a nested menu. Throws if nothing boots and nobody is there. */
export function* showMenu(machine: Machine, at: At, nested: boolean, autoBoot: boolean): Play<void> {
  for (let failure: BootError | null = null; ; ) {
    const screen = screenOf(machine, nested, failure?.message ?? null)
    machine.screen ??= screen
    machine.spendScreen(at)
    const chosen = yield* chosenEntry(machine, screen, at)
    if (chosen === null && nested) return
    if (chosen === null) throw failure ?? cancelled()
    failure = yield* runChosen(machine, screen.items, chosen, autoBoot)
    if (!chosen.attended) throw failure
  }
}

/** Runs the chosen entry, then the fallbacks. Returns the first failure. */
function* runChosen(
  machine: Machine,
  items: MenuItem[],
  { index, automatic, person, why }: Chosen,
  autoBoot: boolean,
): Play<BootError> {
  const failure = yield* runItem(machine, items[index], automatic || autoBoot, person, why)
  if (!automatic) return failure
  for (let next = takeFallback(machine); next !== null; next = takeFallback(machine)) {
    if (items[next] !== undefined) yield* runItem(machine, items[next], true, person, 'fallback')
  }
  return failure
}

function screenOf(machine: Machine, nested: boolean, error: string | null): GrubScreen {
  const { env, items, passwords } = machine
  const seconds = leadingNumber(env.get('timeout') ?? '')?.value ?? null
  const style = env.get('timeout_style')
  const superusers = env.get('superusers')
  return {
    items,
    defaultIndex: defaultIndex(items, env.get('default')),
    timeoutMs: seconds === null ? null : seconds * 1000,
    hidden: seconds !== null && (style === 'hidden' || style === 'countdown'),
    nested,
    superusers: superusers === undefined ? null : names(superusers),
    passwords,
    error,
  }
}

/** null: a person returned to the parent menu. */
function* chosenEntry(machine: Machine, screen: GrubScreen, at: At): Play<Chosen | null> {
  const { items, defaultIndex: usual, timeoutMs } = screen
  if (timeoutMs === null) machine.waits = true
  if (machine.wanted !== null)
    return {
      index: wanted(machine, items, at),
      automatic: false,
      person: false,
      attended: false,
      why: '--entry',
    }
  // A time-out of 0 shows no menu at all.
  const shown = timeoutMs !== 0 || machine.selection.interactive
  const choice = shown ? yield* ask({ want: 'choose', screen: screenFor(screen) }) : null
  if (choice instanceof BootError) throw choice
  const index = choice?.kind === 'entry' ? (choice.path[0] ?? usual) : usual
  if (choice !== null && (choice.kind !== 'entry' || index >= items.length)) return null
  if (choice?.kind === 'entry' && choice.timedOut !== true) {
    machine.waits = false
    machine.env.unset('timeout')
    if (timeoutMs !== null) machine.env.unset('fallback')
    return { index, automatic: false, person: true, attended: true, why: 'the menu' }
  }
  const automatic = timeoutMs !== null
  const why = whyUsual(machine, timeoutMs)
  return { index: usual, automatic, person: false, attended: choice !== null, why }
}

/** The entry of this menu that `--entry` names; what follows `>` is for the menu it opens. */
function wanted(machine: Machine, items: readonly MenuItem[], at: At): number {
  const name = machine.wanted ?? ''
  const index = selectedIndex(items, name)
  const exact = items[index]?.title === name || items[index]?.id === name
  machine.wanted = exact ? null : restOfPath(name)
  if (index >= 0) return index
  const titles = items.slice(0, 5).map(({ title }) => JSON.stringify(title))
  throw new BootError('E_NO_ENTRY', {
    what: `${at.file}: no menu entry is called ${JSON.stringify(name)}`,
    hint: `the menu has ${titles.join(', ')}${items.length > 5 ? ', ...' : ''}`,
  })
}

/** Takes the first number off `fallback`; null: none is left. */
function takeFallback({ env }: Machine): number | null {
  const first = leadingNumber(env.get('fallback') ?? '')
  const rest = first?.rest.trimStart() ?? ''
  if (rest === '') env.unset('fallback')
  else env.set('fallback', rest)
  return first?.value ?? null
}

/** Runs an entry. Returns only if it failed. */
function* runItem(
  machine: Machine,
  item: MenuItem | undefined,
  automatic: boolean,
  person: boolean,
  why: string,
): Play<BootError> {
  if (item === undefined) throw new Error('a menu without that entry')
  if (item.users !== null && machine.env.get('superusers') !== undefined && !person)
    return passwordRequired(item)
  const { env, label } = machine
  const usual = env.get('default')
  const before = env.get('chosen')
  const { items, failure } = machine
  machine.failure = null
  machine.steps.push(stepOf(item, why))
  if (label !== null) machine.via.push(label)
  machine.label = item.id
  if (item.submenu) {
    machine.openContext(item.at)
    machine.items = []
    if (automatic) env.set('timeout', '0')
  }
  const id = item.id.replaceAll('>', '>>')
  env.define('chosen', before === undefined ? id : `${before}>${id}`)
  setOrUnset(machine, 'default', restOfPath(usual) ?? undefined)
  yield* runBody(machine, item)
  yield* boot(machine, item.at, 0)
  if (item.submenu) {
    item.opened = machine.items
    if (machine.items.length > 0) yield* showMenu(machine, item.at, true, automatic)
    env.close()
    machine.items = items
  }
  setOrUnset(machine, 'chosen', before)
  setOrUnset(machine, 'default', usual)
  env.unset('timeout')
  machine.label = label
  machine.via.push(item.id)
  const failed = machine.failure ?? didNothing(item)
  machine.failure = failure ?? failed
  return failed
}

function* runBody(machine: Machine, { body, args, at }: MenuItem): Play<void> {
  if (body.commands !== null) yield* runWith(machine, body.commands, args)
  else yield* runScript(machine, at.file, body.source, at.line)
}

function whyUsual({ env }: Machine, timeoutMs: number | null): string {
  const name = env.get('default')
  const which = name === undefined ? 'the first entry' : `default=${name}`
  const why = which.slice(0, SHOWN_BYTES)
  return timeoutMs === null ? `${why}, as if Enter was pressed` : why
}

function stepOf({ title, id, submenu, at }: MenuItem, because: string): Step {
  const directive = submenu ? 'submenu' : 'menuentry'
  const value = title.slice(0, SHOWN_BYTES)
  return {
    command: `${directive} ${JSON.stringify(value)}`,
    label: id,
    because,
    origin: { ...at, directive, value },
  }
}

function setOrUnset({ env }: Machine, name: string, value: string | undefined): void {
  if (value === undefined) env.unset(name)
  else env.set(name, value)
}

function cancelled(): BootError {
  return new BootError('E_CANCELLED', { what: 'the menu was left without a choice' })
}

function didNothing({ title, at }: MenuItem): BootError {
  return new BootError('E_NO_ENTRY', {
    what: `${where(at)}: menu entry ${JSON.stringify(title)} ends without booting anything`,
    hint: 'GRUB goes back to its menu and waits',
  })
}

function passwordRequired({ title, at }: MenuItem): BootError {
  return new BootError('E_NO_ENTRY', {
    what: `${where(at)}: menu entry ${JSON.stringify(title)} asks for a password`,
    hint: 'add --unrestricted to the entry, or choose it at the console (--interactive)',
  })
}
