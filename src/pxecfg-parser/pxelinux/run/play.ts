/** The walk from a lease to the entry to boot. */

import { BootError } from '../../../boot-error.ts'
import { noting, type Play } from '../../boot-program.ts'
import type { ConfigEvent } from '../../events.ts'
import { nothingPlayed, type Played, type PxeClient, type Selection } from '../../types.ts'
import { parseConfiguration, Warnings } from '../parse/index.ts'
import { originOf } from './command-line.ts'
import { ConfigFiles } from './files.ts'
import { bootPrefix } from './names.ts'
import { searchNames } from './search.ts'
import { run } from './steps.ts'
import { Walk } from './walk.ts'

/**
 * Plays PXELINUX from the search for its configuration to the entry to boot. Never throws a BootError: Played.error
 * holds it, next to everything that was found before it.
 */
export function playPxelinux(client: PxeClient, selection: Selection): Play<Played> {
  const events: ConfigEvent[] = []
  return noting(play(client, selection, events), events)
}

function* play(client: PxeClient, selection: Selection, events: ConfigEvent[]): Play<Played> {
  const files = new ConfigFiles(bootPrefix(client.lease), client.lease.bootServer, events)
  const warnings = new Warnings((warning) => events.push({ event: 'ConfigWarned', warning }))
  const played = nothingPlayed(warnings.list)
  try {
    played.config = { file: null, url: null, tried: files.tried, includes: files.includes }
    const found = yield* files.search(searchNames(client))
    if (found === null) throw notFound(client, files)
    Object.assign(played.config, { file: found.file.name, url: found.file.url })
    const core = yield* files.parse(parseConfiguration([found.source], 'core', null, warnings))
    played.labels = core.labels.map(({ name }) => name ?? '')
    played.default = originOf('UI', core.ui) ?? originOf('DEFAULT', core.default)
    const walk = new Walk({ client, selection, events, files, warnings }, played, found.source, core)
    const error = yield* run(walk, { step: 'start' })
    if (error !== null) throw error
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    played.error = error
    played.outcome = 'error'
  }
  return played
}

function notFound({ mac, lease }: PxeClient, { tried }: ConfigFiles): BootError {
  const names = tried.map(({ file }) => file)
  const first = tried[0]
  return new BootError('E_CONFIG_NOT_FOUND', {
    what: `no boot configuration for ${mac} (${lease.address}) on ${serverOf(first?.url ?? '')}: tried ${shortened(names)}`,
    hint: `option 210, or the boot file's directory, goes in front of each name`,
  })
}

function serverOf(url: string): string {
  return /^[a-z]+:\/\/[^/]*/i.exec(url)?.[0] ?? url
}

function shortened(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')}, ... ${names.at(-1)}`
}
