/** `root build`: shows what it is at, and says what guests boot it with. */

import type { HostStore } from '../../../hosts/index.ts'
import { buildRoot, exportRoot, exportsLine, profileOf } from '../../../root-fs/index.ts'
import { visible } from '../../log/visible.ts'
import { type RootWords, serverOf } from './place.ts'
import type { BuildRequest } from './read-build.ts'
import { storeProfile } from './store-profile.ts'
import { work } from './work.ts'

/** Returns the exit status. */
export function runRootBuild(
  words: RootWords,
  { build, server, exports }: BuildRequest,
  signal: AbortSignal,
): Promise<number> {
  return work(
    words,
    async ({ tree, store }) => {
      const profile = profileOf(build, tree, server ?? serverOf(store))
      const image = await withStatusLine((onLine) =>
        buildRoot(build, { tree, temporary: process.env.TMPDIR ?? '/var/tmp', onLine, signal }),
      )
      if (store !== null) await storeProfile(store.path, build.name, profile)
      const line = build.format === 'nfs' ? exportsLine(tree, build.name, subnetsOf(store)) : null
      const exportFile = line !== null && exports ? await exportRoot(build.name, line) : null
      return { name: build.name, ...image, profile, store: store?.path ?? null, exports: line, exportFile }
    },
    ({ name, path, suite, kernelRelease, bytes, profile, store, exports, exportFile }) => [
      `built ${path}: ${suite}, Linux ${kernelRelease}, ${(bytes / 1e6).toFixed(1)} MB`,
      ...['', store === null ? 'for a store of hosts:' : `in ${store}:`, `[profile "${name}"]`],
      ...Object.entries(profile).flatMap(([key, value]) => (value === '' ? [] : [`${key} = ${value}`])),
      ...(exports === null
        ? []
        : ['', `${exportFile === null ? 'for /etc/exports' : `in ${exportFile}`}:`, exports]),
    ],
  )
}

function subnetsOf(store: HostStore | null): string[] {
  return [...(store?.networks.values() ?? [])].flatMap(
    ({ section }) => section.values.get('subnet')?.texts ?? [],
  )
}

const WIDTH = 79

/** The last line of a terminal, written anew; elsewhere nothing is shown. */
async function withStatusLine<T>(task: (show: (line: string) => void) => Promise<T>): Promise<T> {
  const write = (text: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
  }
  return task((line) => write(visible(line).slice(0, WIDTH))).finally(() => write(''))
}
