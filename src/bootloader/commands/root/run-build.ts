/** `root build`: shows what it is at, and says what guests boot it with. */

import { type BuiltRoot, buildRoot, exportRoot, exportsLine, profileOf } from '../../../root-fs/index.ts'
import { visible } from '../../log/visible.ts'
import { type RootWords, rootPlace, serverOf } from './place.ts'
import type { BuildRequest } from './read-build.ts'
import { storeProfile } from './store-profile.ts'

/** Returns the exit status. */
export async function runRootBuild(
  words: RootWords,
  { build, server, exports }: BuildRequest,
  signal: AbortSignal,
): Promise<number> {
  const { tree, store } = rootPlace(words)
  const profile = profileOf(build, tree, server ?? serverOf(store))
  const progress = statusLine(process.stderr)
  const temporary = process.env.TMPDIR ?? '/var/tmp'
  const image = await buildRoot(build, { tree, temporary, onLine: progress.show, signal }).finally(
    progress.clear,
  )
  if (store !== null) await storeProfile(store.path, build.name, profile)
  const line = build.format === 'nfs' ? exportsLine(tree, build.name, subnetsOf(store)) : null
  const exportFile = line !== null && exports ? await exportRoot(build.name, line) : null
  if (words.json) {
    print([JSON.stringify({ name: build.name, ...image, profile, exports: line, exportFile }, null, 2)])
    return 0
  }
  const written = store === null ? 'for a store of hosts:' : `in ${store.path}:`
  print([
    sayBuilt(image),
    ...['', written, `[profile "${build.name}"]`],
    ...Object.entries(profile).flatMap(([key, value]) => (value === '' ? [] : [`${key} = ${value}`])),
    ...(line === null ? [] : ['', `${exportFile === null ? 'for /etc/exports' : `in ${exportFile}`}:`, line]),
  ])
  return 0
}

function sayBuilt({ path, suite, kernelRelease, bytes }: BuiltRoot): string {
  return `built ${path}: ${suite}, Linux ${kernelRelease}, ${(bytes / 1e6).toFixed(1)} MB`
}

function subnetsOf(store: ReturnType<typeof rootPlace>['store']): string[] {
  return [...(store?.networks.values() ?? [])].flatMap(
    ({ section }) => section.values.get('subnet')?.texts ?? [],
  )
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line.includes('\n') ? line : visible(line)}\n`).join(''))
}

const WIDTH = 79

/** The last line of a terminal, written anew; elsewhere nothing is shown. */
function statusLine(stream: NodeJS.WriteStream) {
  const write = (text: string) => {
    if (stream.isTTY) stream.write(`\r\x1b[K${text}`)
  }
  return {
    show: (line: string) => write(visible(line).slice(0, WIDTH)),
    clear: () => write(''),
  }
}
