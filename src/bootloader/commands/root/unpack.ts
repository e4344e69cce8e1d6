/** `root unpack NAME FOLDER`: unpacks an image for one host. */

import { basename, resolve } from 'node:path'
import { command } from '../../command.ts'
import { rootName, rootSettings, unpackOptions } from './options.ts'
import { checkRootName, readServer } from './read-build.ts'

/** Enough for a slow disk. */
const LIMIT_HOURS = 1

export const unpack = command({
  name: 'unpack',
  summary: 'unpack the current image into a folder that one host mounts by NFS and writes to',
  positionals: {
    ...rootName,
    folder: {
      required: true,
      describe: 'the new folder, on the NFS server; its name is that of the profile',
    },
  },
  options: unpackOptions,
  examples: [['tspxeboot root unpack debian /srv/root/web1', 'a root that one host keeps']],
  settings: rootSettings,
  read: (given) => {
    const folder = resolve(given.folder)
    checkRootName(basename(folder))
    const { name, server, export: writesExports = false } = given
    return { words: given, request: { name, folder, server: readServer(server), writesExports } }
  },
  async run({ words, request }) {
    const [{ runRootUnpack }, { runLimits }] = await Promise.all([
      import('./run-unpack.ts'),
      import('../signals.ts'),
    ])
    const limits = runLimits(LIMIT_HOURS * 3_600_000, {
      what: `unpacking took longer than ${LIMIT_HOURS} hour`,
      hint: 'the disk is slow, or hangs',
    })
    return runRootUnpack(words, request, limits.signal).finally(limits.release)
  },
})
