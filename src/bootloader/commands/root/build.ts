/** `root build NAME`: builds a root file system. */

import { command } from '../../command.ts'
import { buildOptions, rootName, rootSettings } from './options.ts'
import { readBuild } from './read-build.ts'

/** Enough for a slow mirror and a slow disk. */
const LIMIT_HOURS = 2

export const build = command({
  name: 'build',
  summary: 'build a root file system for diskless guests, with its kernel and initrd',
  positionals: rootName,
  options: buildOptions,
  examples: [
    [
      'tspxeboot root build debian --suite trixie --ssh-key ~/.ssh/id_ed25519.pub',
      'Debian 13 that root logs in to by ssh',
    ],
  ],
  settings: rootSettings,
  read: (given) => ({ words: given, request: readBuild(given, process.env, Date.now()) }),
  async run({ words, request }) {
    const [{ runRootBuild }, { runLimits }] = await Promise.all([
      import('./run-build.ts'),
      import('../signals.ts'),
    ])
    const limits = runLimits(LIMIT_HOURS * 3_600_000, {
      what: `the build took longer than ${LIMIT_HOURS} hours`,
      hint: '--mirror can name a nearer mirror',
    })
    return runRootBuild(words, request, limits.signal).finally(limits.release)
  },
})
