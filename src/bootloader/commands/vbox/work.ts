/** How every vbox command does its work: as the owner of the machines, with what it did told as sentences or as JSON. */

import { findOwner } from '../../../virtualbox/owner.ts'
import { type RunAs, runAs } from '../../../virtualbox/run-as.ts'
import { openVBoxManage, type VBoxManage } from '../../../virtualbox/vboxmanage.ts'
import { describeFailure } from '../../failure.ts'
import { visible, visibleJson } from '../../log/visible.ts'
import { shellWord } from '../../results/quoting.ts'
import { runLimits } from '../signals.ts'

/** The options that every vbox command has, as they were given. */
export interface VboxWords {
  'vbox-user'?: string | undefined
  json?: boolean | undefined
  'dry-run'?: boolean | undefined
}

export interface Tools {
  vbox: VBoxManage
  run: RunAs
  signal: AbortSignal
}

/** Time for commands that play no boot. */
export const COMMAND_MS = 300_000

/** `command` does the work, `sentences` says what it did, `dry` what it would do, as comments before the commands. Returns the exit status. Errors are told in JSON as well. */
export async function work<Report extends object>(
  words: VboxWords,
  command: (tools: Tools) => Promise<Report>,
  sentences: (report: Report) => string[],
  limitMs: number = COMMAND_MS,
  dry: (report: Report) => string[] = () => [],
): Promise<number> {
  const dryRun = words['dry-run'] ?? false
  const limits = runLimits(limitMs)
  try {
    const run = runAs(await findOwner(words['vbox-user'] ?? null))
    const vbox = await openVBoxManage({ run, dryRun, signal: limits.signal })
    const report = await command({ vbox, run, signal: limits.signal })
    if (words.json)
      print([visibleJson(JSON.stringify(dryRun ? { ...report, commands: vbox.changes } : report, null, 2))])
    else if (dryRun) {
      print(dry(report).map((line) => visible(`# ${line}`)))
      print(vbox.changes.map((words) => visible(words.map(shellWord).join(' '))))
    } else print(sentences(report).map(visible))
    return 0
  } catch (error) {
    if (words.json) print([visibleJson(JSON.stringify({ error: describeFailure(error) }, null, 2))])
    throw error
  } finally {
    limits.release()
  }
}

function print(lines: string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
