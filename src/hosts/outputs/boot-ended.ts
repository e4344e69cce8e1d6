/** What follows from the end of a boot: a one-time boot is completed, and the next boot's files are written. */

import { noteBoot, withStates } from '../boot-once.ts'
import type { HostState } from '../state.ts'
import { readStore } from '../store-file.ts'
import { type Applied, applyStore } from './apply.ts'

/**
 * Notes the end of a host's boot. Resolves with what was written because the host boots something else from now on; null:
 * it does not. Throws as applyStore and changeHostState do; what was spent stays so.
 */
export async function bootEnded(
  path: string,
  folder: string,
  { name, ...last }: { name: string } & Omit<NonNullable<HostState['last']>, 'at'>,
  onWarning: (message: string) => void,
): Promise<Applied | null> {
  if (!(await noteBoot(folder, name, last))) return null
  return applyStore(withStates(readStore(path), folder), { folder, force: false, onWarning })
}
