/** Plays the boot programs of one boot, from the one that DHCP names to the one that boots something. */

import { BootError } from '../boot-error.ts'
import { parseBootUrl, tftpUrl } from '../boot-url.ts'
import type { Lease } from '../lease.ts'
import { BOOT_PROGRAMS } from '../pxecfg-parser/boot-programs.ts'
import {
  type NextProgram,
  type PxeClient,
  type PxeHost,
  playProgram,
  type Selection,
} from '../pxecfg-parser/index.ts'
import { fetchHead } from '../tftp-fetch/index.ts'
import type { BootParts } from './assemble-report.ts'
import type { BootHost } from './boot-host.ts'
import type { BootTask } from './boot-task.ts'
import { type ChosenProgram, chooseProgram } from './choose-program.ts'
import type { Context } from './context.ts'
import { programFiles } from './program-files.ts'
import { refuseUnfit } from './results/boot-result.ts'

/** Bytes of a boot file that are searched for the program's name. */
export const PROGRAM_BYTES = 4 * 1024 * 1024
/** Most boot programs in one boot, each loading the next. */
const MAX_PROGRAMS = 8

type ProgramParts = Pick<BootParts, 'program' | 'played' | 'files' | 'error' | 'fetchMs'>

/** Never throws a BootError: it is returned as `error`, or within `played`. */
export async function playPrograms(
  task: BootTask,
  lease: Lease,
  host: BootHost,
  context: Context,
): Promise<ProgramParts> {
  const parts: ProgramParts = { program: null, played: null, files: null, error: null, fetchMs: 0 }
  const { onEvent, signal } = context
  const fetcher = host.fetcher(lease)
  onEvent({ event: 'ConfigWanted', address: lease.address, server: lease.bootServer })
  const pxeHost: PxeHost = {
    ...programFiles(fetcher, context),
    choose: host.choose,
    onEvent,
    async boot(entry) {
      if (task.goal === 'entries') return
      refuseUnfit({ args: entry.args })
      const begun = performance.now()
      try {
        parts.files = await host.files.get(entry, fetcher, context)
      } finally {
        parts.fetchMs += Math.round(performance.now() - begun)
      }
    },
  }
  const machine = machineOf(task, host)
  let seen = lease
  let selection = selectionOf(task)
  try {
    for (let passed = 1; ; passed++) {
      const head = () => fetchHead(fetcher, bootFileUrl(seen), PROGRAM_BYTES, signal)
      const program: ChosenProgram = await chooseProgram(passed === 1 ? task.program : null, seen, head)
      parts.program = program
      const client = { ...machine, lease: seen }
      const played = await playProgram(BOOT_PROGRAMS[program.name], client, selection, pxeHost)
      if (played.next === null) return { ...parts, played }
      if (passed === MAX_PROGRAMS) throw tooManyPrograms(played.next)
      const { programFile: _, ...words } = seen
      seen = { ...words, ...played.next.lease }
      if (played.next.entryTaken) {
        const { label: _label, entry: _entry, ...others } = selection
        selection = others
      }
    }
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    return { ...parts, files: null, error }
  }
}

function machineOf(task: BootTask, { machine }: BootHost): Omit<PxeClient, 'lease'> {
  const { guest, configDir, grubPrefix, smbios, dhcp } = task
  return {
    ...guest,
    ...(configDir === null ? {} : { configDir }),
    architecture: dhcp.arch,
    smbios,
    ...(grubPrefix === null ? {} : { grubPrefix }),
    ...machine,
  }
}

function selectionOf({ selection: { label, entry, args, interactive } }: BootTask): Selection {
  return {
    ...(label === null ? {} : { label }),
    ...(entry === null ? {} : /^\d+$/.test(entry) ? { entry: Number(entry) } : { label: entry }),
    ...(args === '' ? {} : { args }),
    interactive,
  }
}

/** The boot file's URL; a plain name is a file of the boot server. */
export function bootFileUrl({ bootServer, bootFile }: Lease): string {
  return parseBootUrl(bootFile) === null ? tftpUrl(bootServer, bootFile) : bootFile
}

function tooManyPrograms({ file, origin }: NextProgram): BootError {
  const where = origin === null ? '' : `${origin.file} line ${origin.line}: `
  return new BootError('E_CONFIG_INVALID', {
    what: `${where}${file.url} would be boot program number ${MAX_PROGRAMS + 1}`,
    hint: 'do the boot programs load each other in a loop?',
  })
}
