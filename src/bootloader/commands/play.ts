/** Plays a request's boot, wherever its network is: the one road behind every command. */

import type { GuestType } from '../../guest-kernel/check-guest-type.ts'
import type { Choice, Screen } from '../../pxecfg-parser/index.ts'
import type { Target } from '../boot-files.ts'
import type { BootEvent } from '../events.ts'
import type { GuestRequest } from '../guest-request.ts'
import { menuOn, terminalOf } from '../menu/index.ts'
import type { BootReport } from '../report.ts'
import { type Errand, travel } from '../road.ts'

export interface PlayOptions {
  goal: Errand['goal']
  /** Open files for kernel and ramdisk; null: only look for the files. */
  downloads: { kernel: Target; ramdisk: Target } | null
  /** What becomes of the lease on a live network. */
  lease: 'offer' | 'keep' | 'return'
  /** The guest that the kernel must be able to start; absent or null: any. */
  guestType?: GuestType | null
  onEvent(event: BootEvent): void
  signal: AbortSignal
}

/** The report, whose `error` says why there is no boot. Rejects where the road could not even begin. */
export async function playBoot(request: GuestRequest, options: PlayOptions): Promise<BootReport> {
  const { guestType = null } = options
  const errand: Errand = {
    guest: request.guest,
    selection: request.selection,
    configDir: request.configDir,
    goal: options.goal,
  }
  const choose = isAttended(request) ? askAtConsole(request, options.signal) : null
  if (request.tree === null) {
    const { playLive } = await import('../supervisor/play-live.ts')
    return playLive(request, { ...options, guestType, errand, choose })
  }
  const [{ treeSurroundings }, { download }] = await Promise.all([
    import('../tree.ts'),
    import('../boot-files.ts'),
  ])
  const tree = treeSurroundings({ ...request, tree: request.tree }, guestType)
  return travel(errand, {
    ...tree,
    ...(options.downloads === null
      ? {}
      : { files: download(options.downloads.kernel, options.downloads.ramdisk, guestType) }),
    choose,
    onEvent: options.onEvent,
    signal: options.signal,
  })
}

/** Somebody can be asked: keys and screen are a terminal's and nobody said to be quiet, or it was asked for. */
function isAttended({ selection, telling }: GuestRequest): boolean {
  const onTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true
  return selection.interactive || (onTerminal && telling.level !== 'quiet')
}

function askAtConsole(
  { limits, selection }: GuestRequest,
  signal: AbortSignal,
): (screen: Screen) => Promise<Choice> {
  // The result may go to standard output, so the menu is drawn where everything else is told.
  const terminal = terminalOf(process.stdin, process.stderr)
  return menuOn(terminal, { menuTimeoutMs: limits.menuMs, interactive: selection.interactive, signal })
}
