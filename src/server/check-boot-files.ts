/** Boot files that were named and are not in the tree: a client would learn of it too late, and show it to nobody. */

import { decodeName } from '../boot-url.ts'
import type { Section, SectionValue } from '../hosts/index.ts'
import type { ServerEvent } from './events.ts'
import type { Tree } from './tree.ts'

type Missing = Extract<ServerEvent, { event: 'BootFileMissing' }>

/**
 * What cannot be served of the boot files that `sections` name, where clients are to fetch them from the server at
 * `address`. [dhcp] with the command line's words is among the sections.
 */
export async function missingBootFiles(
  sections: readonly Section[],
  tree: Tree,
  address: string,
): Promise<Missing[]> {
  const general = sections.find(({ title }) => title === 'dhcp')?.values
  const missing = sections
    .filter(({ values }) => isOurs(values.get('next-server') ?? general?.get('next-server'), address))
    .flatMap(({ values }) => [...values])
    .filter(([key]) => key.endsWith('bootfile'))
    .map(async ([key, { text, place }]): Promise<Missing[]> => {
      const name = inTree(text, address)
      const file = name === null ? null : await tree.open(name)
      if (file === null) return []
      if (typeof file === 'string')
        return [{ event: 'BootFileMissing', place: place ?? `--${key}`, name: text, reason: file }]
      await file.handle.close()
      return []
    })
  return (await Promise.all(missing)).flat()
}

function isOurs(nextServer: SectionValue | undefined, address: string): boolean {
  return nextServer === undefined || nextServer.text === address
}

/** The name below the tree's root, one character a byte; null: none, or on another server. */
function inTree(text: string, address: string): string | null {
  if (text === '') return null
  const [, host, path = ''] = /^https?:\/\/([^/:]+)(?::80)?\/?([^?#]*)/i.exec(text) ?? []
  if (host === address) return decodeName(path)
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? null : Buffer.from(text).toString('latin1')
}
