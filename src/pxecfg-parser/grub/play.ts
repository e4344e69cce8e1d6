/** Plays GRUB, from the lease to what boots. */

import { BootError } from '../../boot-error.ts'
import type { Play } from '../boot-program.ts'
import type { Played, PxeClient, Selection } from '../types.ts'
import { grubClient } from './client.ts'
import { COMMANDS } from './commands.ts'
import { Ended } from './ended.ts'
import { Machine } from './machine.ts'
import { bootEntryOf } from './result.ts'
import { reportedMenu } from './screen.ts'
import type { GrubClient } from './types.ts'
import { walk } from './walk.ts'

/** As BootProgram.play. */
export function* playGrub(client: PxeClient, selection: Selection): Play<Played> {
  return yield* playAs(yield* grubClient(client), selection)
}

/** The same for a known client. `texts` gets every script that runs, by its file's name. */
export function* playAs(
  client: GrubClient,
  selection: Selection,
  texts = new Map<string, string>(),
): Play<Played> {
  const args = selection.args ?? ''
  const entry = selection.label ?? (selection.entry === undefined ? null : String(selection.entry))
  const chosen = { entry, args, interactive: selection.interactive ?? false }
  const machine = new Machine(client, chosen, COMMANDS, texts)
  try {
    return yield* walk(machine)
  } catch (end) {
    if (end instanceof Ended) {
      const booted = bootEntryOf(end.entry, args)
      return { ...whatCame(machine), outcome: booted.local === undefined ? 'boot' : 'local', entry: booted }
    }
    if (!(end instanceof BootError)) throw end
    return { ...whatCame(machine), outcome: 'error', error: end }
  }
}

/** The result, with everything that was found. */
function whatCame(machine: Machine): Omit<Played, 'outcome'> {
  const { tried, includes, screen, steps, notes, waits } = machine
  const found = tried.find(({ result }) => result === 'found')
  return {
    next: null,
    config: { file: found?.file ?? null, url: found?.url ?? null, tried, includes },
    menu: screen === null ? null : reportedMenu(screen),
    startMenu: null,
    timeoutMs: screen?.timeoutMs ?? 0,
    totalTimeoutMs: 0,
    waits,
    labels: (screen?.items ?? machine.items).map(({ id }) => id),
    default: null,
    entry: null,
    steps,
    warnings: notes.map(({ at, code, message }) => ({ ...at, column: 1, code, message })),
    error: null,
  }
}
