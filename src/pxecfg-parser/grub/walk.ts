/** A boot from the search for its configuration to what boots. */

import { BootError } from '../../boot-error.ts'
import type { Play } from '../boot-program.ts'
import type { BootFile } from '../types.ts'
import { runFile } from './commands-files.ts'
import { locate } from './devices.ts'
import { readScript } from './files.ts'
import type { Machine } from './machine.ts'
import { showMenu } from './menu.ts'
import { defineNetworkVariables } from './network-variables.ts'
import { searchNames } from './search.ts'
import type { At } from './syntax.ts'

/** Ends by throwing Ended where something boots, and a BootError where nothing does. */
export function* walk(machine: Machine): Play<never> {
  defineNetworkVariables(machine.env, machine.client)
  const found = yield* search(machine)
  yield* runFile(machine, found.name, found.file.name, found.text)
  const at: At = { file: found.file.name, line: 1 }
  if (machine.items.length > 0) yield* showMenu(machine, at, false, false)
  throw machine.failure ?? nothing(found.file)
}

function* search(machine: Machine): Play<{ name: string; file: BootFile; text: string }> {
  const { env, client } = machine
  const folders = [env.get('fw_path'), env.get('prefix')].filter((folder) => folder !== undefined)
  const names = new Set(folders.flatMap((folder) => searchNames(client).map((last) => `${folder}/${last}`)))
  for (const name of names) {
    const found = locate(name, env)
    if (found.kind !== 'file') continue
    const text = yield* readScript(machine, found.file, null)
    if (text !== null) return { name, file: found.file, text }
  }
  const tried = machine.tried.map(({ file }) => file)
  const shortened = tried.length <= 4 ? tried : [...tried.slice(0, 3), `... ${tried.at(-1)}`]
  throw new BootError('E_CONFIG_NOT_FOUND', {
    what: `no boot configuration for ${client.mac} (${client.address}) on ${client.device.replace(',', '://')}: tried ${shortened.join(', ')}`,
    hint: "GRUB looks in the directory it was built for, else in the boot file's: --grub-prefix names another",
  })
}

function nothing({ name }: BootFile): BootError {
  return new BootError('E_NO_ENTRY', {
    what: `${name} boots nothing and makes no menu entry`,
    hint: 'GRUB would wait at its prompt',
  })
}
