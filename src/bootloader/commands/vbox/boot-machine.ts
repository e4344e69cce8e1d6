/** Plays a VirtualBox machine's boot and starts the machine with the result. */

import { existsSync } from 'node:fs'
import { BootError } from '../../../boot-error.ts'
import { readable } from '../../../byte-text.ts'
import { type PxeAnswer, type PxeGuest, runVboxBoot } from '../../../virtualbox/index.ts'
import type { BootTask } from '../../boot-task.ts'
import type { Context } from '../../context.ts'
import { failureError } from '../../failure.ts'
import { createLogger } from '../../log/logger.ts'
import { shellWord } from '../../results/quoting.ts'
import { playInto } from '../play.ts'
import { type Tools, type VboxWords, work } from './work.ts'

/** Which machine to start, and how. */
export interface StartRequest {
  name: string
  display: 'headless' | 'gui'
  prepareOnly: boolean
  dryRun: boolean
  /** The boot, except for the guest's addresses and network, which the machine knows. */
  task: BootTask
  words: VboxWords
}

/** Plays the boot, and resolves with the exit status. Rejects with E_PERMISSION at once if a live network lacks root. */
export function bootMachine(request: StartRequest): Promise<number> {
  const start = async (tools: Tools) => {
    if (request.task.tree === null && process.geteuid?.() !== 0) {
      throw new BootError('E_PERMISSION', {
        what: "a boot on the machine's network needs root",
        hint: `sudo tspxeboot vbox boot ${shellWord(request.name)}: VBoxManage still runs as you`,
      })
    }
    const logger = createLogger(request.task.log)
    const context = { onEvent: logger.onEvent, signal: tools.signal }
    try {
      let boots: WouldBoot | null = null
      const done = await runVboxBoot(request, {
        ...tools,
        isBridge: (device) => existsSync(`/sys/class/net/${device}/bridge`),
        playBoot: (guest, folder) =>
          play(asGuest(request.task, guest), folder, context, (found) => {
            boots = found
          }),
      })
      return { ...done, boots: boots as WouldBoot | null }
    } finally {
      logger.end()
    }
  }
  return work(
    request.words,
    start,
    ({ name, outcome, mac, iso, started }) => [
      outcome === 'local' ? `${name} (${mac}) boots its disk` : `${name} (${mac}) boots ${iso}`,
      started ? `${name} is started` : `${name} is not started`,
    ],
    request.task.limits.totalMs,
    ({ name, boots }) => [
      `${name} would boot ${boots?.kernel == null ? 'its disk' : (boots.label ?? boots.kernel)}`,
      ...(boots?.kernel == null
        ? []
        : [`kernel ${boots.kernel}`, ...boots.initrds.map((url) => `initrd ${url}`), `args ${boots.args}`]),
    ],
  )
}

/** What the boot leads to, also in a dry run. `kernel` and `initrds` are URLs; `kernel` null: the disk. */
interface WouldBoot {
  label: string | null
  kernel: string | null
  initrds: string[]
  args: string
}

function asGuest(task: BootTask, { mac, uuid, interface: device }: PxeGuest): BootTask {
  const { place } = task
  const isPlaced = place.bridge !== null || place.interface !== null
  return {
    ...task,
    guest: { mac, uuid: task.guest.uuid ?? uuid },
    place: isPlaced ? place : { ...place, interface: device },
  }
}

function play(
  task: BootTask,
  folder: string | null,
  context: Context,
  found: (boots: WouldBoot) => void,
): Promise<PxeAnswer> {
  return playInto(folder, task, context, (report, files): PxeAnswer => {
    if (report.error !== null) throw failureError(report.error)
    found({
      label: report.entry?.label ?? null,
      kernel: report.kernel?.url ?? null,
      initrds: report.ramdisk?.urls ?? [],
      args: readable(report.args ?? ''),
    })
    if (report.outcome === 'local') return { outcome: 'local' }
    if (files === null) return { outcome: 'boot', medium: null }
    const kept = files.keep({ ramdisk: report.ramdisk !== null })
    return { outcome: 'boot', medium: { ...kept, commandLine: Buffer.from(report.args ?? '', 'latin1') } }
  })
}
