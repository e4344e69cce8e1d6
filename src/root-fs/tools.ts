/** The programs that building a root needs on the host, each with its Debian package. */

import { BootError } from '../boot-error.ts'
import { findProgram } from '../find-program.ts'

const PACKAGES = { mmdebstrap: 'mmdebstrap', mksquashfs: 'squashfs-tools' } as const

/** The path of each program. */
export type RootTools = Record<keyof typeof PACKAGES, string>

/** Finds them in the folders of `path`. Throws E_UNSUPPORTED, naming all that are missing. */
export async function findRootTools(path: string = process.env.PATH ?? ''): Promise<RootTools> {
  const [mmdebstrap, mksquashfs] = await Promise.all([
    findProgram('mmdebstrap', path),
    findProgram('mksquashfs', path),
  ])
  if (mmdebstrap !== null && mksquashfs !== null) return { mmdebstrap, mksquashfs }
  const missing = [
    ...(mmdebstrap === null ? [PACKAGES.mmdebstrap] : []),
    ...(mksquashfs === null ? [PACKAGES.mksquashfs] : []),
  ]
  throw new BootError('E_UNSUPPORTED', {
    what: `building a root file system needs ${missing.join(' and ')}`,
    hint: `apt install ${missing.join(' ')}`,
  })
}
