/** Plays a request's boot, on a live network or in a boot tree. Every command that boots uses it. */

import { BootError } from '../../boot-error.ts'
import type { Choice, Screen } from '../../pxecfg-parser/index.ts'
import type { BootTask, Pins, TreePlace } from '../boot-task.ts'
import type { Context } from '../context.ts'
import { describeFailure } from '../failure.ts'
import { machineFacts } from '../firmware.ts'
import { noteHostBoot } from '../note-host-boot.ts'
import { type FileOwner, type OutputFiles, openOutputFiles } from '../output-files.ts'
import type { BootReport } from '../report.ts'
import type { LiveMeans } from '../supervisor/live-means.ts'
import { readPins, SIGNATURE_SUFFIXES, type Verification } from '../verify/pins.ts'

/**
 * Plays a boot, downloads its files into `directory` (null: only checks that they exist), and passes report and files to
 * `finish`. Files that `finish` did not keep are removed, and so are all of them on failure. `owner`: the user who gets
 * the files.
 */
export async function playInto<T>(
  directory: string | null,
  task: BootTask,
  context: Context,
  finish: (report: BootReport, files: OutputFiles | null) => T | Promise<T>,
  owner: FileOwner | null = null,
): Promise<T> {
  const files = directory === null ? null : openOutputFiles(directory, owner)
  const isHandedOver = files !== null && task.lease === 'keep'
  const note = (ended: BootReport | BootError) =>
    isHandedOver ? noteHostBoot(task, ended, context.onEvent) : Promise.resolve()
  try {
    const report = await playBoot(task, files, context)
    const done = await finish(report, files)
    if (!files?.isKept()) files?.discard()
    await note(report)
    return done
  } catch (error) {
    files?.discard()
    if (error instanceof BootError) await note(error)
    throw error
  }
}

type Downloads = LiveMeans['downloads']

/** Resolves with the report, whose `error` says why there is no boot. Rejects if the boot could not even begin. */
async function playBoot(task: BootTask, files: OutputFiles | null, context: Context): Promise<BootReport> {
  const verification = readPins(task.pins)
  const means: LiveMeans = {
    downloads: files,
    signatures: verification?.kind === 'signatures' ? SIGNATURE_SUFFIXES[verification.program] : null,
    choose: isAttended(task) ? askAtConsole(task, context.signal) : null,
    machine: machineFacts(),
  }
  const report = await (task.tree === null
    ? playLive(task, means, context)
    : playTree({ ...task, tree: task.tree }, means, context))
  // On the host's network the clients could have passed a descriptor to another process of the host.
  if (task.tree === null && task.place.mode === 'host' && report.error === null) await files?.renew()
  if (verification === null || report.outcome === 'error' || task.goal === 'entries') return report
  try {
    if (report.outcome === 'local') refuseLocalBoot(task.pins)
    else await verify(report, verification, files, context)
    return report
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    return { ...report, outcome: 'error', error: describeFailure(error) }
  }
}

/** The code for live networks is loaded only when it is needed. */
async function playLive(task: BootTask, means: LiveMeans, context: Context): Promise<BootReport> {
  const live = await import('../supervisor/play-live.ts')
  return live.playLive(task, means, context)
}

async function playTree(
  task: BootTask & { tree: TreePlace },
  { downloads, signatures, choose, machine }: LiveMeans,
  context: Context,
): Promise<BootReport> {
  const [{ architectureOf, treeHost }, { download }, { netboot }] = await Promise.all([
    import('../tree.ts'),
    import('../boot-files.ts'),
    import('../netboot.ts'),
  ])
  const { guestType, sums } = task
  const host = treeHost(task, context.onEvent)
  context.onEvent({ event: 'LeaseWanted', mac: task.guest.mac })
  const options = { guestType, signatures, sums, architecture: architectureOf(guestType) }
  const files = downloads === null ? host.files : download(downloads.kernel, downloads.ramdisk, options)
  return netboot(task, { ...host, files, choose, machine }, context)
}

function refuseLocalBoot({ localBoot }: Pins): void {
  if (localBoot) return
  throw new BootError('E_LOCAL_BOOT', {
    what: 'the local disk may not boot: --sha256 and --verify do not cover it',
    hint: '--allow-local-boot lets it boot nevertheless',
  })
}

/** Throws E_FETCH_DENIED for a file that may not boot. */
async function verify(
  report: BootReport,
  verification: Verification,
  downloads: Downloads,
  { onEvent, signal }: Context,
): Promise<void> {
  if (downloads === null) {
    onEvent({
      event: 'Warned',
      message: 'nothing is downloaded, so --sha256 and --verify were not checked',
    })
    return
  }
  const { verifyFiles } = await import('../verify/verify-files.ts')
  await verifyFiles(verification, downloads, report, signal)
}

/** Whether somebody can be asked: there is a terminal and no --quiet, or the caller insists with --interactive. */
function isAttended({ selection, log, goal, attended }: BootTask): boolean {
  if (goal === 'entries') return false
  const onTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true
  return selection.interactive || (attended && onTerminal && log.level !== 'quiet')
}

/** Few boots show a menu, so its code is loaded with the first. */
function askAtConsole(
  { limits, selection }: BootTask,
  signal: AbortSignal,
): (screen: Screen) => Promise<Choice> {
  let menu: ((screen: Screen) => Promise<Choice>) | null = null
  return async (screen) => {
    if (menu === null) {
      const { menuOn, terminalOf } = await import('../menu/index.ts')
      // The result may go to standard output, so the menu is drawn on standard error.
      const terminal = terminalOf(process.stdin, process.stderr)
      menu = menuOn(terminal, { menuTimeoutMs: limits.menuMs, interactive: selection.interactive, signal })
    }
    return menu(screen)
  }
}
