/** Finds named boot files that are not in the tree, because a client would notice too late and tell nobody. */

import { decodeName } from '../boot-url.ts'
import type { Section, SectionValue } from '../hosts/index.ts'
import type { ServerEvent } from './events.ts'
import type { Tree } from './tree.ts'

type Missing = Extract<ServerEvent, { event: 'BootFileMissing' }>

/**
 * The boot files named in `sections` that cannot be served, if clients would request them from the server at `address`.
 * The sections include [dhcp] with the command line's overrides.
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

/** The path from the tree's root, as byte text; null: none, or on another server. */
function inTree(text: string, address: string): string | null {
  if (text === '') return null
  const [, host, path = ''] = /^https?:\/\/([^/:]+)(?::80)?\/?([^?#]*)/i.exec(text) ?? []
  if (host === address) return decodeName(path)
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? null : Buffer.from(text).toString('latin1')
}
