/** Plays a request's boot, wherever its network is: the one road behind every command. */

import { BootError } from '../../boot-error.ts'
import type { GuestType } from '../../guest-kernel/index.ts'
import type { Choice, Screen } from '../../pxecfg-parser/index.ts'
import type { Target } from '../boot-files.ts'
import type { BootEvent } from '../events.ts'
import { describeFailure } from '../failure.ts'
import { firmware } from '../firmware.ts'
import type { GuestRequest, TreePlace } from '../guest-request.ts'
import { menuOn, terminalOf } from '../menu/index.ts'
import type { BootReport } from '../report.ts'
import { type Errand, travel } from '../road.ts'
import type { LivePlay } from '../supervisor/play-live.ts'
import { readPins, SIGNATURE_SUFFIXES, type Verification } from '../verify/pins.ts'

export interface PlayOptions {
  goal: Errand['goal']
  /** Open files for kernel and ramdisk; null: only look for the files. */
  downloads: { kernel: Target; ramdisk: Target } | null
  /** What becomes of the lease on a live network. */
  lease: 'offer' | 'keep' | 'return'
  /** Whoever sits at the terminal is asked, without --interactive too. A list of entries asks nobody. */
  attended: boolean
  /** The guest that the kernel must be able to start; absent or null: any. */
  guestType?: GuestType | null
  onEvent(event: BootEvent): void
  signal: AbortSignal
}

/** The report, whose `error` says why there is no boot. Rejects where the road could not even begin. */
export async function playBoot(request: GuestRequest, options: PlayOptions): Promise<BootReport> {
  const { guestType = null } = options
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
    goal: options.goal,
    signatures:
      verification?.kind === 'signatures' && options.downloads !== null
        ? SIGNATURE_SUFFIXES[verification.program]
        : null,
  }
  const choose = isAttended(request, options) ? askAtConsole(request, options.signal) : null
  const report = await (request.tree === null
    ? playLive(request, { ...options, guestType, errand, choose })
    : playTree({ ...request, tree: request.tree }, { ...options, guestType, errand, choose }))
  if (verification !== null && report.outcome === 'boot') await verify(report, verification, options)
  return report
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

/** A file that may not boot makes the report one of an error. */
async function verify(
  report: BootReport,
  verification: Verification,
  { downloads, onEvent, signal }: PlayOptions,
): Promise<void> {
  if (downloads === null) {
    onEvent({
      event: 'Warned',
      message: 'nothing is downloaded, so --sha256 and --verify were not looked at',
    })
    return
  }
  const { verifyFiles } = await import('../verify/verify-files.ts')
  try {
    await verifyFiles(verification, downloads, report.files, signal)
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    report.outcome = 'error'
    report.error = describeFailure(error)
  }
}

/** Somebody can be asked: keys and screen are a terminal's and nobody said to be quiet, or it was asked for. */
function isAttended({ selection, telling }: GuestRequest, { goal, attended }: PlayOptions): boolean {
  if (goal === 'entries') return false
  const onTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true
  return selection.interactive || (attended && onTerminal && telling.level !== 'quiet')
}

function askAtConsole(
  { limits, selection }: GuestRequest,
  signal: AbortSignal,
): (screen: Screen) => Promise<Choice> {
  // The result may go to standard output, so the menu is drawn where everything else is told.
  const terminal = terminalOf(process.stdin, process.stderr)
  return menuOn(terminal, { menuTimeoutMs: limits.menuMs, interactive: selection.interactive, signal })
}
