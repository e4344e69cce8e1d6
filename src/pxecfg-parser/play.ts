/** The walk from a lease to what is to be booted. */

import { BootError } from '../boot-error.ts'
import { originOf } from './command-line.ts'
import { ConfigFiles } from './files.ts'
import { bootPrefix } from './names.ts'
import { parseConfiguration } from './parser.ts'
import { searchNames } from './search.ts'
import { start } from './start.ts'
import type { Played, PxeClient, PxeHost, Selection } from './types.ts'
import { Walk } from './walk.ts'
import { Warnings } from './warnings.ts'

/** A BootError is not thrown: Played.error holds it, beside everything that was found up to there. */
export async function playPxelinux(client: PxeClient, selection: Selection, host: PxeHost): Promise<Played> {
  const files = new ConfigFiles(bootPrefix(client.lease), client.lease.bootServer, host)
  const warnings = new Warnings((warning) => host.onEvent({ event: 'ConfigWarned', warning }))
  const played = nothingPlayed(warnings)
  try {
    played.config = { file: null, url: null, tried: files.tried, includes: files.includes }
    const found = await files.search(searchNames(client))
    if (found === null) throw notFound(client, files)
    Object.assign(played.config, { file: found.file.name, url: found.file.url })
    const core = await files.parse(parseConfiguration([found.source], 'core', null, warnings))
    played.labels = core.labels.map(({ name }) => name ?? '')
    played.default = originOf('UI', core.ui) ?? originOf('DEFAULT', core.default)
    const walk = new Walk({ client, selection, host, files, warnings }, played, found.source, core)
    const error = await start(walk)
    if (error !== null) throw error
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    played.error = error
    played.outcome = 'error'
  }
  return played
}

/** The result of a walk in which nothing has happened yet. */
export function nothingPlayed(warnings: Warnings): Played {
  return {
    outcome: 'error',
    config: null,
    menu: null,
    startMenu: null,
    timeoutMs: 0,
    totalTimeoutMs: 0,
    waits: false,
    labels: [],
    default: null,
    entry: null,
    steps: [],
    warnings: warnings.list,
    error: null,
  }
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
