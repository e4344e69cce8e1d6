/** Which hosts boot which root, by the kernel that the store names, which is in the root's folder. */

import { CURRENT, type Root } from './images.ts'

/** A host's name and its kernel, as the store has it; null: it boots none. */
export interface Boots {
  host: string
  kernel: string | null
}

/** The hosts that boot `date` of `root`; null: any of its images. */
export function hostsOf(root: Root, date: string | null, boots: readonly Boots[]): string[] {
  const current = root.images.find(({ isCurrent }) => isCurrent)?.date
  const found = boots.flatMap(({ host, kernel }) => {
    const [, name, image] = /^\/*([^/]+)\/([^/]+)\//.exec(kernel ?? '') ?? []
    if (name !== root.name) return []
    return date === null || (image === CURRENT ? current : image) === date ? [host] : []
  })
  return [...new Set(found)]
}

/**
 * The hosts that may run from an image of `root` that is not the current one: they boot the current one, and have not
 * booted since it became the current one. `lastBoots`: when each host was last seen to boot; hosts not in it never were.
 */
export function hostsOnOlderImages(
  root: Root,
  boots: readonly Boots[],
  lastBoots: ReadonlyMap<string, Date>,
): string[] {
  const current = root.images.find(({ isCurrent }) => isCurrent)?.date
  if (root.currentSince === null || current === undefined) return []
  const since = root.currentSince
  return hostsOf(root, current, boots).filter((host) => {
    const last = lastBoots.get(host)
    return last !== undefined && last < since
  })
}
