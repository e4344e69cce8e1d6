/** `root build`: builds with a status line, then prints the profile that boots the root. */

import { buildRoot, exportsLine, profileOf } from '../../../root-fs/index.ts'
import { printStatus } from '../../log/print.ts'
import { type RootWords, serverOf } from './place.ts'
import { publish, publishedLines, subnetsOf } from './publish.ts'
import type { BuildRequest } from './read-build.ts'
import { work } from './work.ts'

/** Resolves with the exit status. Throws as buildRoot and publish do. */
export function runRootBuild(
  words: RootWords,
  { build, server, exports: writesExports }: BuildRequest,
  signal: AbortSignal,
): Promise<number> {
  return work(
    words,
    async ({ tree, store }) => {
      const profile = profileOf(build, tree, server ?? serverOf(store))
      const image = await withStatusLine((onLine) =>
        buildRoot(build, { tree, temporary: process.env.TMPDIR ?? '/var/tmp', onLine, signal }),
      )
      const { name } = build
      const exports = build.format === 'nfs' ? exportsLine(`${tree}/${name}`, subnetsOf(store), 'ro') : null
      return { ...image, ...(await publish(store, { name, profile, exports }, writesExports)) }
    },
    ({ path, suite, kernelRelease, bytes, ...published }) => [
      `built ${path}: ${suite}, Linux ${kernelRelease}, ${(bytes / 1e6).toFixed(1)} MB`,
      '',
      ...publishedLines(published),
    ],
  )
}

/** Runs `task` with a function that shows a line at the bottom of the terminal; without a terminal it shows nothing. */
async function withStatusLine<T>(task: (show: (line: string) => void) => Promise<T>): Promise<T> {
  const show = (line: string) => {
    if (process.stderr.isTTY) printStatus(process.stderr, line)
  }
  return task(show).finally(() => show(''))
}
