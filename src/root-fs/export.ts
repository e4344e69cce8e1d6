/** The line of a root for an NFS server, in a file of its own. */

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BootError } from '../boot-error.ts'

/** exports(5): the server reads every file here that ends in `.exports`. */
const FOLDER = '/etc/exports.d'

/** Writes `line` for the root `name`. Resolves with the path of the file. Throws E_OUTPUT. */
export async function exportRoot(name: string, line: string, folder: string = FOLDER): Promise<string> {
  const file = join(folder, `tspxeboot-${name}.exports`)
  await writeFile(file, `# Written by tspxeboot root build.\n${line}\n`).catch((cause) => {
    throw new BootError('E_OUTPUT', {
      what: `cannot write ${file}: ${cause.code}`,
      hint: cause.code === 'ENOENT' ? 'install an NFS server: apt install nfs-kernel-server' : 'run as root',
      cause,
    })
  })
  return file
}
