/** A configuration looked at as a whole: every label with its files and everything odd, with nothing chosen or booted. */

import { BootError } from '../boot-error.ts'
import { commandOfLabel, textOfCommand } from './command-line.ts'
import type { Configuration, Label } from './configuration.ts'
import type { Place, Warning } from './diagnostics.ts'
import { ConfigFiles } from './files.ts'
import { typeOfName } from './kernel-types.ts'
import { buildMenu } from './menu-build.ts'
import type { Menu } from './menu-model.ts'
import { bootsFiles } from './modules.ts'
import { bootPrefix } from './names.ts'
import { parseConfiguration, type SourceFile } from './parser.ts'
import { nothingPlayed } from './play.ts'
import { warnOfTypes } from './type-warnings.ts'
import type { BootEntry, PxeClient, PxeHost } from './types.ts'
import { Walk } from './walk.ts'
import { Warnings } from './warnings.ts'

/** A label: what it boots, or why it cannot; neither where it leads to a menu or to another configuration. */
export interface CheckedLabel {
  label: string
  at: Place
  /** The command as PXELINUX keeps it: type, file and arguments. */
  command: string
  boots: BootEntry | null
  error: BootError | null
}

export interface Checked {
  /** null: the server has no such file. */
  file: string | null
  /** Included files, missing ones as well. */
  includes: string[]
  labels: CheckedLabel[]
  /** The configuration as menu.c32 shows it. */
  menu: Menu | null
  warnings: Warning[]
  /** Why it could not be read to its end. */
  error: BootError | null
}

/** Reads the configuration `name`, which goes behind the client's prefix, with all that it includes. */
export async function checkConfiguration(
  client: PxeClient,
  name: string,
  host: Pick<PxeHost, 'readConfig' | 'onEvent'>,
): Promise<Checked> {
  const alone: PxeHost = { ...host, exists: async () => true, choose: null, boot: async () => {} }
  const files = new ConfigFiles(bootPrefix(client.lease), client.lease.bootServer, alone)
  const warnings = new Warnings((warning) => host.onEvent({ event: 'ConfigWarned', warning }))
  const checked: Checked = {
    file: null,
    includes: files.includes,
    labels: [],
    menu: null,
    warnings: warnings.list,
    error: null,
  }
  try {
    const found = await files.search([name])
    if (found === null) return checked
    checked.file = found.file.name
    const core = await files.parse(parseConfiguration([found.source], 'core', null, warnings))
    for (const label of core.labels) {
      const walk = new Walk(
        { client, selection: {}, host: alone, files, warnings },
        nothingPlayed(warnings),
        found.source,
        core,
      )
      if (label.name !== null && label.starts) checked.labels.push(await checkLabel(walk, label, label.name))
    }
    checked.menu = await menuOf(files, found.source, warnings, client)
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    checked.error = error
  }
  return checked
}

async function checkLabel(walk: Walk, label: Label, name: string): Promise<CheckedLabel> {
  const command = commandOfLabel(label, walk.client, '')
  const checked = { label: name, at: label.at, command: textOfCommand(command), boots: null, error: null }
  const type = command.type === 'kernel' ? typeOfName(command.name) : command.type
  if (type === 'config' || (type === 'com32' && !bootsFiles(command.name))) {
    warnOfTypes(walk.warnings, label, command)
    return checked
  }
  try {
    const error = await walk.runLabel(label, '')
    return error === null ? { ...checked, boots: walk.played.entry } : { ...checked, error }
  } catch (error) {
    if (error instanceof BootError) return { ...checked, error }
    throw error
  }
}

async function menuOf(
  files: ConfigFiles,
  main: SourceFile,
  warnings: Warnings,
  client: PxeClient,
): Promise<Menu> {
  const config: Configuration = await files.parse(parseConfiguration([main], 'menu', null, warnings))
  return buildMenu(config, client)
}
