/**
 * One boot from the lease to the files: the same for a boot, a dry run and a list of entries, on a live network and in a
 * boot tree. What differs comes in as a BootHost.
 */

import { BootError, settled } from '../boot-error.ts'
import type { Lease } from '../lease.ts'
import { assembleReport, type BootParts } from './assemble-report.ts'
import type { BootHost } from './boot-host.ts'
import type { BootTask } from './boot-task.ts'
import type { Context } from './context.ts'
import { playPrograms } from './play-programs.ts'
import type { BootReport } from './report.ts'

/** Plays the boot. Never throws a BootError: the report holds it, with everything that was found before it. */
export async function netboot(task: BootTask, host: BootHost, context: Context): Promise<BootReport> {
  const started = performance.now()
  const since = (): number => Math.round(performance.now() - started)
  const offered = await settled(host.lease())
  const dhcpMs = since()
  const parts =
    offered instanceof BootError
      ? { ...NOTHING, error: offered }
      : await bootWith(offered, task, host, context)
  return assembleReport({ ...parts, guest: task.guest, dhcpMs, totalMs: since() })
}

type StageResults = Omit<BootParts, 'guest' | 'dhcpMs' | 'totalMs'>

const NOTHING: StageResults = {
  lease: null,
  program: null,
  played: null,
  files: null,
  error: null,
  fetchMs: 0,
}

async function bootWith(
  offered: Lease,
  task: BootTask,
  host: BootHost,
  context: Context,
): Promise<StageResults> {
  const bootServer = await settled(host.bootServer(offered))
  if (bootServer instanceof BootError) return { ...NOTHING, lease: offered, error: bootServer }
  const lease = { ...offered, bootServer }
  if (lease.localBoot) return { ...NOTHING, lease }
  return { lease, ...(await playPrograms(task, lease, host, context)) }
}
