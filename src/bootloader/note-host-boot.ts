/** Records how a guest's boot ended, if the guest is in the store of hosts. */

import { existsSync } from 'node:fs'
import { BootError } from '../boot-error.ts'
import { DEFAULT_STATE_DIR, DEFAULT_STORE } from '../paths.ts'
import type { BootTask } from './boot-task.ts'
import type { Context } from './context.ts'
import type { BootReport } from './report.ts'

/**
 * Records the end of a real boot, and rewrites the host's boot files if it boots something else next time. A broken
 * store is only a warning, because it must not stop a boot.
 */
export async function noteHostBoot(
  { guest, hosts: { store: named, stateDir } }: BootTask,
  ended: BootReport | BootError,
  onEvent: Context['onEvent'],
): Promise<void> {
  const path = named ?? DEFAULT_STORE
  if (named === null && !existsSync(path)) return
  const onWarning = (message: string) => onEvent({ event: 'Warned', message })
  try {
    const [{ readStore, stateFolder }, { bootEnded }] = await Promise.all([
      import('../hosts/index.ts'),
      import('../hosts/outputs/index.ts'),
    ])
    const host = readStore(path).byMac.get(guest.mac)
    if (host === undefined) return
    const folder = stateFolder(stateDir ?? DEFAULT_STATE_DIR, path)
    await bootEnded(path, folder, { name: host.name, ...outcomeOf(ended), by: 'bootloader' }, onWarning)
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    onWarning(`after the boot of ${guest.mac}: ${error.message}`)
  }
}

function outcomeOf(ended: BootReport | BootError): { outcome: 'boot' | 'local' | 'error'; what: string } {
  if (ended instanceof BootError) return { outcome: 'error', what: `${ended.code}: ${ended.message}` }
  const { outcome, kernel, error } = ended
  return { outcome, what: error?.message ?? kernel?.url ?? '' }
}
