/** Writes a root's profile into the store of hosts. */

import { editStore, type IniFile, setKey, textOf } from '../../../hosts/index.ts'
import type { RootProfile } from '../../../root-fs/index.ts'

/** Sets the profile's keys that boot the root; other keys and words of `append` stay. Throws as editStore does. */
export async function storeProfile(path: string, name: string, profile: RootProfile): Promise<void> {
  await editStore(path, (ini, store) => {
    const before = store.profiles.get(name)
    const { append, ...others } = profile
    const words = ((before && textOf(before, 'append')) ?? '').split(' ').filter((word) => word !== '')
    const missing = append.split(' ').filter((word) => word !== '' && !words.includes(word))
    const values: [string, string][] = [
      ...Object.entries(others),
      ...(missing.length === 0 ? [] : [['append', [...missing, ...words].join(' ')] as [string, string]]),
    ]
    return values.reduce(
      (edited: IniFile, [key, value]) => setKey(edited, `profile "${name}"`, key, value),
      ini,
    )
  })
}
