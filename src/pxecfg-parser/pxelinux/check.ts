/** Checks a whole configuration: every label with its files, and everything odd, without choosing or booting anything. */

import { BootError } from '../../boot-error.ts'
import { type ConfigurationCheck, noting, type Play } from '../boot-program.ts'
import type { ConfigEvent } from '../events.ts'
import { type Checked, type CheckedLabel, nothingPlayed, type PxeClient } from '../types.ts'
import { whyNeverAsked } from './asked-names.ts'
import { checkCommands, tryOut } from './check-commands.ts'
import { type Label, parseConfiguration, typeOfName, Warnings } from './parse/index.ts'
import {
  bootPrefix,
  bootsFiles,
  buildMenu,
  CONFIG_DIR,
  ConfigFiles,
  commandOfLabel,
  textOfCommand,
  Walk,
} from './run/index.ts'

/**
 * PXELINUX's part of a check: configurations are the files in folders named CONFIG_DIR, and the folder above is the
 * prefix.
 */
export const check: ConfigurationCheck = {
  isConfiguration: (path, configDir) => `/${folderOf(path)}`.endsWith(`/${configDir ?? CONFIG_DIR}/`),
  play({ lease, ...machine }, path, configDir) {
    const { length } = configDir ?? CONFIG_DIR
    const pathPrefix = folderOf(path).slice(0, -length - 1)
    return checkConfiguration({ ...machine, lease: { ...lease, pathPrefix } }, path.slice(pathPrefix.length))
  },
  whyNeverAsked: (path) => whyNeverAsked(path.slice(folderOf(path).length)),
}

/** `path` up to its last slash. */
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
    commands: [],
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
        'PXELINUX treats an empty configuration as missing',
      )
      return checked
    }
    checked.file = found.file.name
    const { source } = found
    const core = yield* files.parse(parseConfiguration([source], 'core', null, warnings))
    const walkFrom = () =>
      new Walk(
        { client, selection: { attended: true }, events, files, warnings },
        nothingPlayed(warnings.list),
        source,
        core,
      )
    for (const label of core.labels)
      if (label.name !== null && label.starts)
        checked.labels.push(yield* checkLabel(walkFrom(), label, label.name))
    const menu = yield* files.parse(parseConfiguration([source], 'menu', null, warnings))
    checked.menu = buildMenu(menu, client)
    checked.commands = yield* checkCommands(walkFrom, core, menu, warnings)
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    checked.error = error
  }
  return checked
}

/** A label that opens a menu or another configuration boots nothing by itself. */
function* checkLabel(walk: Walk, label: Label, name: string): Play<CheckedLabel> {
  const command = commandOfLabel(label, walk.client, '')
  const type = command.type === 'kernel' ? typeOfName(command.name) : command.type
  const leadsOn = type === 'config' || (type === 'com32' && !bootsFiles(command.name))
  const { boots, error } = yield* tryOut(walk, { step: 'label', label, typed: '', by: 'menu' })
  return { label: name, at: label.at, command: textOfCommand(command), boots: leadsOn ? null : boots, error }
}
