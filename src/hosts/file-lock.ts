/** A lock between processes. */

import { once } from 'node:events'
import { closeSync, constants, fchmodSync, fchownSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { BootError } from '../boot-error.ts'
import { startProgram } from '../start-program.ts'
import { cannotWrite } from './atomic-file.ts'

/** Seconds that a process waits for the lock. */
const PATIENCE = 60

/**
 * Does `work` while holding the lock `path`, a file that is not removed. flock(1) locks the open file that it inherits,
 * which keeps the lock until we close it. Throws E_HOSTS_CONFLICT if another process holds it for a minute, E_PERMISSION
 * and E_OUTPUT.
 */
export async function withLock<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  const fd = openLock(path)
  try {
    const flock = startProgram('flock', ['--exclusive', '--timeout', String(PATIENCE), '3'], {
      stdio: ['ignore', 'ignore', 'ignore', fd],
    })
    const [status] = (await once(flock, 'close').catch((cause) => {
      throw new BootError('E_PERMISSION', { what: 'cannot run flock', hint: 'install util-linux', cause })
    })) as [number | null]
    if (status !== 0)
      throw new BootError('E_HOSTS_CONFLICT', {
        what: `another process has had the lock ${path} for ${PATIENCE} s`,
        hint: `fuser ${path} shows which`,
      })
    return await work()
  } finally {
    closeSync(fd)
  }
}

function openLock(path: string): number {
  try {
    return openNew(path) ?? openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW)
  } catch (cause) {
    throw cannotWrite(`the lock ${path}`, cause, 'run as root, or as a user who may write in its folder')
  }
}

/** Whoever may write in the folder may take the lock: if root made it, so may the owner of the store. null: it is there. */
function openNew(path: string): number | null {
  let fd: number
  try {
    fd = openSync(path, 'ax', 0o600)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return null
    throw cause
  }
  const { uid, gid, mode } = statSync(dirname(path))
  if (process.geteuid?.() === 0) fchownSync(fd, uid, gid)
  fchmodSync(fd, mode & constants.S_IWGRP ? 0o660 : 0o600)
  return fd
}
