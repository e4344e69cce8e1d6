// The built program where every user may read it: the clone may lie below a home that is root's alone.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Copies it into a new folder in `folder`, which others can enter, and returns its path. */
export function readableProgram(folder: string): string {
  const copy = join(folder, 'program')
  mkdirSync(copy)
  for (const part of ['bin', 'dist', 'package.json']) cpSync(part, join(copy, part), { recursive: true })
  spawnSync('chmod', ['-R', 'a+rX', copy])
  return join(copy, 'bin/tspxeboot')
}
