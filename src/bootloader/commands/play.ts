/** Plays a request's boot, wherever its network is: the one road behind every command. */

import { BootError } from '../../boot-error.ts'
import type { GuestType } from '../../guest-kernel/index.ts'
import type { Choice, Screen } from '../../pxecfg-parser/index.ts'
import type { Target } from '../boot-files.ts'
import type { Context } from '../context.ts'
import { describeFailure } from '../failure.ts'
import { firmware } from '../firmware.ts'
import type { GuestRequest, Pins, TreePlace } from '../guest-request.ts'
import { menuOn, terminalOf } from '../menu/index.ts'
import { noteHostBoot } from '../note-host-boot.ts'
import { type OutputFiles, openOutputFiles } from '../output-files.ts'
import type { BootReport } from '../report.ts'
import { type Errand, travel } from '../road.ts'
import type { LivePlay } from '../supervisor/play-live.ts'
import { readPins, SIGNATURE_SUFFIXES, type Verification } from '../verify/pins.ts'

export interface PlayOptions {
  goal: Errand['goal']
  /** What becomes of the lease on a live network. */
  lease: 'offer' | 'keep' | 'return'
  /** Whoever sits at the terminal is asked, without --interactive too. A list of entries asks nobody. */
  attended: boolean
  /** The guest that the kernel must be able to start; absent or null: any. */
  guestType?: GuestType | null
}

/**
 * Plays a boot into files of `directory` (null: the files are only looked for), and hands both to `finish`. Files that
 * it did not keep, and all of them where it fails, are gone afterwards.
 */
export async function playInto<T>(
  directory: string | null,
  request: GuestRequest,
  options: PlayOptions,
  context: Context,
  finish: (report: BootReport, files: OutputFiles | null) => T | Promise<T>,
): Promise<T> {
  const files = directory === null ? null : openOutputFiles(directory)
  const isHandedOver = files !== null && options.lease === 'keep'
  const note = (ended: BootReport | BootError) =>
    isHandedOver ? noteHostBoot(request, ended, context.onEvent) : Promise.resolve()
  try {
    const report = await playBoot(request, { ...options, downloads: files }, context)
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

type Play = PlayOptions & { downloads: { kernel: Target; ramdisk: Target } | null }

/** The report, whose `error` says why there is no boot. Rejects where the road could not even begin. */
async function playBoot(request: GuestRequest, play: Play, context: Context): Promise<BootReport> {
  const { downloads, goal, guestType = null } = play
  const verification = readPins(request.pins)
  const errand: Errand = {
    guest: request.guest,
    selection: request.selection,
    smbios: request.smbios,
    unixTime: Math.floor(Date.now() / 1000),
    configDir: request.configDir,
    program: request.program,
    grubPrefix: request.grubPrefix,
    architecture: request.dhcp.arch,
    firmware: firmware(),
    goal,
    signatures:
      verification?.kind === 'signatures' && downloads !== null
        ? SIGNATURE_SUFFIXES[verification.program]
        : null,
  }
  const choose = isAttended(request, play) ? askAtConsole(request, context.signal) : null
  const live = { ...play, ...context, guestType, errand, choose }
  const report = await (request.tree === null
    ? playLive(request, live)
    : playTree({ ...request, tree: request.tree }, live))
  if (verification === null || report.outcome === 'error' || goal === 'entries') return report
  try {
    if (report.outcome === 'local') refuseLocalBoot(request.pins)
    else await verify(report, verification, downloads, context)
    return report
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    return { ...report, outcome: 'error', error: describeFailure(error) }
  }
}

type Played = Omit<LivePlay, 'lease'>

/** Loaded only where the network is live. */
async function playLive(request: GuestRequest, play: LivePlay): Promise<BootReport> {
  const live = await import('../supervisor/play-live.ts')
  return live.playLive(request, play)
}

async function playTree(request: GuestRequest & { tree: TreePlace }, play: Played): Promise<BootReport> {
  const [{ architectureOf, treeSurroundings }, { download }] = await Promise.all([
    import('../tree.ts'),
    import('../boot-files.ts'),
  ])
  const { downloads, guestType } = play
  const tree = treeSurroundings(request, guestType, play.onEvent)
  play.onEvent({ event: 'LeaseWanted', mac: request.guest.mac })
  return travel(play.errand, {
    ...tree,
    ...(downloads === null
      ? {}
      : { files: download(downloads.kernel, downloads.ramdisk, guestType, architectureOf(guestType)) }),
    choose: play.choose,
    onEvent: play.onEvent,
    signal: play.signal,
  })
}

function refuseLocalBoot({ localBoot }: Pins): void {
  if (localBoot) return
  throw new BootError('E_LOCAL_BOOT', {
    what: 'the local disk may not boot: --sha256 and --verify do not cover it',
    hint: '--allow-local-boot lets it boot all the same',
  })
}

/** Throws E_FETCH_DENIED for a file that may not boot. */
async function verify(
  report: BootReport,
  verification: Verification,
  downloads: Play['downloads'],
  { onEvent, signal }: Context,
): Promise<void> {
  if (downloads === null) {
    onEvent({
      event: 'Warned',
      message: 'nothing is downloaded, so --sha256 and --verify were not looked at',
    })
    return
  }
  const { verifyFiles } = await import('../verify/verify-files.ts')
  await verifyFiles(verification, downloads, report, signal)
}

/** Somebody can be asked: keys and screen are a terminal's and nobody said to be quiet, or it was asked for. */
function isAttended({ selection, log }: GuestRequest, { goal, attended }: PlayOptions): boolean {
  if (goal === 'entries') return false
  const onTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true
  return selection.interactive || (attended && onTerminal && log.level !== 'quiet')
}

function askAtConsole(
  { limits, selection }: GuestRequest,
  signal: AbortSignal,
): (screen: Screen) => Promise<Choice> {
  // The result may go to standard output, so the menu is drawn where everything else is told.
  const terminal = terminalOf(process.stdin, process.stderr)
  return menuOn(terminal, { menuTimeoutMs: limits.menuMs, interactive: selection.interactive, signal })
}
