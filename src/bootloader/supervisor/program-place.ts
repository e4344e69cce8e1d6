/**
 * Where the client processes find Node and their code. They start as a user who may be barred from the folders that
 * hold them, such as a clone below root's home: then these are bound to folders of the room that everybody may pass.
 */

import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runTool } from '../../guest-port/index.ts'

export interface ProgramPlace {
  /** The Node executable. */
  node: string
  /** The folder of the bundle. */
  bundle: string
}

/** Folders of every Linux system (FHS 3.11, 3.12), which the room hides once the clients have started. */
const SHOWN = { node: '/media', bundle: '/mnt' }

/**
 * For processes of `user` in the mount namespace of process `pid`; null: they stay who this process is. Throws
 * E_PERMISSION or E_NETWORK where a folder cannot be bound.
 */
export async function programPlace(pid: number, user: number | null): Promise<ProgramPlace> {
  const place = { node: process.execPath, bundle: dirname(fileURLToPath(import.meta.url)) }
  const bind = (from: string, to: string): Promise<string> =>
    runTool('nsenter', [`--mount=/proc/${pid}/ns/mnt`, 'mount', '--bind', from, to])
  if (user === null || (isOpen(place.node) && isOpen(place.bundle))) return place
  await Promise.all([bind(dirname(place.node), SHOWN.node), bind(place.bundle, SHOWN.bundle)])
  return { node: join(SHOWN.node, basename(place.node)), bundle: SHOWN.bundle }
}

/** Whether everybody may pass the folders above `path`, and read and run what it names. */
function isOpen(path: string): boolean {
  const above = dirname(path)
  return (statSync(path).mode & 0o5) === 0o5 && (above === path || isPassable(above))
}

function isPassable(folder: string): boolean {
  const above = dirname(folder)
  return (statSync(folder).mode & 0o1) === 0o1 && (above === folder || isPassable(above))
}
