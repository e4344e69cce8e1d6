/** Runs the work of a vbox command as the owner of the machines, and prints its outcome as sentences or as JSON. */

import { findOwner, openVBoxManage, type RunAs, runAs, type VBoxManage } from '../../../virtualbox/index.ts'
import { shellWord } from '../../results/quoting.ts'
import { printReport } from '../print-report.ts'
import { runLimits } from '../signals.ts'

/** The options of every vbox command, as given. */
export interface VboxWords {
  'vbox-user'?: string | undefined
  json?: boolean | undefined
  'dry-run'?: boolean | undefined
}

/** What a command works with. */
export interface Tools {
  vbox: VBoxManage
  run: RunAs
  signal: AbortSignal
}

/** Time limit of commands that do not play a boot. */
export const COMMAND_MS = 300_000

/**
 * Runs `command` and prints `sentences` about its report. In a dry run, prints what `dry` returns as comments, then the
 * VBoxManage commands. `limitMs`: the time limit. Resolves with the exit status.
 */
export async function work<Report extends object>(
  words: VboxWords,
  command: (tools: Tools) => Promise<Report>,
  sentences: (report: Report) => string[],
  limitMs: number = COMMAND_MS,
  dry: (report: Report) => string[] = () => [],
): Promise<number> {
  const dryRun = words['dry-run'] ?? false
  const limits = runLimits(limitMs)
  let changes: VBoxManage['changes'] = []
  try {
    await printReport(
      words.json,
      async () => {
        const run = runAs(await findOwner(words['vbox-user'] ?? null))
        const vbox = await openVBoxManage({ run, dryRun, signal: limits.signal })
        const report = await command({ vbox, run, signal: limits.signal })
        changes = vbox.changes
        return dryRun ? { ...report, commands: changes } : report
      },
      (report) =>
        dryRun
          ? [
              ...dry(report).map((line) => `# ${line}`),
              ...changes.map((command) => command.map(shellWord).join(' ')),
            ]
          : sentences(report),
    )
    return 0
  } finally {
    limits.release()
  }
}
