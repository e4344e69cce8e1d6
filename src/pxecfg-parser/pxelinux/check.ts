/** A configuration looked at as a whole: every label with its files and everything odd, with nothing chosen or booted. */

import { BootError } from '../../boot-error.ts'
import { type ConfigurationCheck, noting, type Play } from '../boot-program.ts'
import type { ConfigEvent } from '../events.ts'
import type { Menu } from '../menu-model.ts'
import { type Checked, type CheckedLabel, nothingPlayed, type PxeClient } from '../types.ts'
import {
  type Configuration,
  type Label,
  parseConfiguration,
  type SourceFile,
  typeOfName,
  Warnings,
} from './parse/index.ts'
import {
  bootPrefix,
  bootsFiles,
  buildMenu,
  CONFIG_DIR,
  ConfigFiles,
  commandOfLabel,
  run,
  textOfCommand,
  Walk,
  warnOfTypes,
} from './run/index.ts'

/** Configurations are what the folders of that name hold; the folder around such a folder is the prefix. */
export const check: ConfigurationCheck = {
  isConfiguration: (path, configDir) => `/${folderOf(path)}`.endsWith(`/${configDir ?? CONFIG_DIR}/`),
  play({ lease, ...machine }, path, configDir) {
    const { length } = configDir ?? CONFIG_DIR
    const pathPrefix = folderOf(path).slice(0, -length - 1)
    return checkConfiguration({ ...machine, lease: { ...lease, pathPrefix } }, path.slice(pathPrefix.length))
  },
}

/** Up to the last slash. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

/** Reads the configuration `name`, which is appended to the client's prefix, and every file that it includes. */
export function checkConfiguration(client: PxeClient, name: string): Play<Checked> {
  const events: ConfigEvent[] = []
  return noting(look(client, name, events), events)
}

function* look(client: PxeClient, name: string, events: ConfigEvent[]): Play<Checked> {
  const files = new ConfigFiles(bootPrefix(client.lease), client.lease.bootServer, events)
  const warnings = new Warnings((warning) => events.push({ event: 'ConfigWarned', warning }))
  const checked: Checked = {
    file: null,
    includes: files.includes,
    labels: [],
    menu: null,
    warnings: warnings.list,
    error: null,
  }
  try {
    const found = yield* files.search([name])
    if (found === null) {
      const { name: file } = files.locate(name)
      warnings.add(
        'empty-file',
        { file, line: 1, column: 1 },
        'PXELINUX takes an empty configuration for a missing one',
      )
      return checked
    }
    checked.file = found.file.name
    const core = yield* files.parse(parseConfiguration([found.source], 'core', null, warnings))
    for (const label of core.labels) {
      const walk = new Walk(
        { client, selection: {}, events, files, warnings },
        nothingPlayed(warnings.list),
        found.source,
        core,
      )
      if (label.name !== null && label.starts) checked.labels.push(yield* checkLabel(walk, label, label.name))
    }
    checked.menu = yield* menuOf(files, found.source, warnings, client)
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    checked.error = error
  }
  return checked
}

function* checkLabel(walk: Walk, label: Label, name: string): Play<CheckedLabel> {
  const command = commandOfLabel(label, walk.client, '')
  const checked = { label: name, at: label.at, command: textOfCommand(command), boots: null, error: null }
  const type = command.type === 'kernel' ? typeOfName(command.name) : command.type
  if (type === 'config' || (type === 'com32' && !bootsFiles(command.name))) {
    warnOfTypes(walk.warnings, label, command)
    return checked
  }
  try {
    const error = yield* run(walk, { step: 'label', label, typed: '', by: 'menu' })
    return error === null ? { ...checked, boots: walk.played.entry } : { ...checked, error }
  } catch (error) {
    if (error instanceof BootError) return { ...checked, error }
    throw error
  }
}

function* menuOf(files: ConfigFiles, main: SourceFile, warnings: Warnings, client: PxeClient): Play<Menu> {
  const config: Configuration = yield* files.parse(parseConfiguration([main], 'menu', null, warnings))
  return buildMenu(config, client)
}
