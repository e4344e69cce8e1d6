/** The `vbox` commands: what they are asked is read, what they did is told, as sentences or as JSON. */

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { BootError } from '../../../boot-error.ts'
import { type PxeAnswer, type PxeGuest, runVboxBoot } from '../../../virtualbox/boot.ts'
import { runVboxConsole } from '../../../virtualbox/console.ts'
import { runVboxCreate } from '../../../virtualbox/create.ts'
import { type ListedMachine, runVboxList } from '../../../virtualbox/list.ts'
import { findOwner } from '../../../virtualbox/owner.ts'
import { runVboxReset } from '../../../virtualbox/reset.ts'
import { type RunAs, runAs } from '../../../virtualbox/run-as.ts'
import { openVBoxManage, type VBoxManage } from '../../../virtualbox/vboxmanage.ts'
import { type GuestOptions, readGuestRequest } from '../../cli/read-request.ts'
import { describeFailure, failureError } from '../../failure.ts'
import type { GuestRequest } from '../../guest-request.ts'
import { createTeller } from '../../log/teller.ts'
import { visible } from '../../log/visible.ts'
import { openOutputFiles } from '../../output-files.ts'
import { shellWord } from '../../results/shell-word.ts'
import { playBoot } from '../play.ts'
import { runLimits } from '../signals.ts'
import { type CreateWords, readCreate } from './read-create.ts'

/** The options that every vbox command has. */
interface VboxWords {
  'vbox-user': string | undefined
  json: boolean | undefined
  'dry-run'?: boolean | undefined
}

interface Tools {
  vbox: VBoxManage
  run: RunAs
  signal: AbortSignal
}

/** Time for commands that play no boot. */
const COMMAND_MS = 300_000

export function createMachine(words: CreateWords & VboxWords): Promise<number> {
  return work(
    words,
    COMMAND_MS,
    (tools) => runVboxCreate(readCreate(words), { ...tools, random: randomBytes }),
    {
      sentences: (made) => [
        `${made.replaced ? 'replaced' : 'created'} ${made.name}: ${made.mac} on ${made.bridgeAdapter}, ${made.firmware}, ${made.cpus} processors, ${made.memoryMiB} MiB`,
      ],
    },
  )
}

interface StartWords extends VboxWords {
  name: string
  type: string
  'prepare-only': boolean | undefined
}

/** Plays the boot as the machine, for which a live network needs root: said before anything is done. */
export function bootMachine(words: StartWords & GuestOptions): Promise<number> {
  const dryRun = words['dry-run'] ?? false
  const boot = async (tools: Tools) => {
    const request = readGuestRequest(words, { ...NO_WORDS, mac: PLACEHOLDER })
    if (request.tree === null && process.geteuid?.() !== 0) {
      throw new BootError('E_PERMISSION', {
        what: "standing on the machine's network needs root",
        hint: `sudo tspxeboot vbox boot ${shellWord(words.name)}: VBoxManage then runs as you all the same`,
      })
    }
    const teller = createTeller(request.telling)
    try {
      return await runVboxBoot(
        {
          name: words.name,
          display: words.type === 'gui' ? 'gui' : 'headless',
          prepareOnly: words['prepare-only'] ?? false,
          dryRun,
        },
        {
          ...tools,
          isBridge: (device) => existsSync(`/sys/class/net/${device}/bridge`),
          playBoot: (guest, folder) => play(asGuest(request, guest), folder, teller.onEvent, tools.signal),
        },
      )
    } finally {
      teller.end()
    }
  }
  return work(words, Number(words.timeout) * 1000 || COMMAND_MS, boot, {
    sentences: ({ name, outcome, mac, iso, started }) => [
      outcome === 'local' ? `${name} (${mac}) boots its disk` : `${name} (${mac}) boots ${iso}`,
      started ? `${name} is started` : `${name} is not started`,
    ],
  })
}

/** The machine's address and device are known only later; all else is checked before. */
const PLACEHOLDER = '08:00:27:00:00:00'
const NO_WORDS = { uuid: null, bridge: null, address: null, disk: null }

function asGuest(request: GuestRequest, { mac, uuid, interface: device }: PxeGuest): GuestRequest {
  const { place } = request
  const isPlaced = place.bridge !== null || place.interface !== null
  return {
    ...request,
    guest: { mac, uuid: request.guest.uuid ?? uuid },
    place: isPlaced ? place : { ...place, interface: device },
  }
}

async function play(
  request: GuestRequest,
  folder: string | null,
  onEvent: Parameters<typeof playBoot>[1]['onEvent'],
  signal: AbortSignal,
): Promise<PxeAnswer> {
  const files = folder === null ? null : openOutputFiles(folder)
  try {
    const lease = files === null ? 'offer' : 'keep'
    const report = await playBoot(request, {
      goal: 'files',
      downloads: files,
      lease,
      attended: true,
      onEvent,
      signal,
    })
    if (report.error !== null) throw failureError(report.error)
    if (report.outcome === 'local') {
      files?.discard()
      return { outcome: 'local' }
    }
    if (files === null) return { outcome: 'boot', medium: null }
    const kept = files.keep({ ramdisk: report.ramdisk !== null })
    return { outcome: 'boot', medium: { ...kept, commandLine: Buffer.from(report.args ?? '', 'latin1') } }
  } catch (error) {
    files?.discard()
    throw error
  }
}

export function listAll(words: VboxWords): Promise<number> {
  return work(words, COMMAND_MS, (tools) => runVboxList({}, tools), { sentences: table })
}

function table(machines: ListedMachine[]): string[] {
  const rows = machines.map(({ name, mac, network, interface: device, firmware, state, iso }) => [
    name,
    mac ?? '-',
    device === null ? (network ?? '-') : `${network}:${device}`,
    firmware ?? '-',
    state,
    iso ?? '-',
  ])
  const all = [['NAME', 'MAC', 'NETWORK', 'FIRMWARE', 'STATE', 'ISO'], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

export function resetMachine(words: VboxWords & { name: string }): Promise<number> {
  return work(words, COMMAND_MS, (tools) => runVboxReset(words, tools), {
    sentences: ({ name }) => [`${name} is reset`],
  })
}

export function showConsole(words: VboxWords & { name: string }): Promise<number> {
  const hasDesktop = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  return work(words, COMMAND_MS, (tools) => runVboxConsole(words, { ...tools, hasDesktop }), {
    sentences: (shown) => [
      shown.via === 'window'
        ? `${shown.name} is shown in a window`
        : `${shown.name} is shown by remote desktop (RDP) on ${shown.address}:${shown.port}`,
    ],
  })
}

/** Does a command's work as the owner of the machines, and tells how it went. Errors are told in JSON as well. */
async function work<Report extends object>(
  words: VboxWords,
  limitMs: number,
  command: (tools: Tools) => Promise<Report>,
  { sentences }: { sentences(report: Report): string[] },
): Promise<number> {
  const dryRun = words['dry-run'] ?? false
  const limits = runLimits(limitMs)
  try {
    const run = runAs(await findOwner(words['vbox-user'] ?? null))
    const vbox = await openVBoxManage({ run, dryRun, signal: limits.signal })
    const report = await command({ vbox, run, signal: limits.signal })
    if (words.json) print([JSON.stringify(dryRun ? { ...report, commands: vbox.changes } : report, null, 2)])
    else if (dryRun) print(vbox.changes.map((words) => words.map(shellWord).join(' ')))
    else print(sentences(report).map(visible))
    return 0
  } catch (error) {
    if (words.json) print([JSON.stringify({ error: describeFailure(error) }, null, 2)])
    throw error
  } finally {
    limits.release()
  }
}

function print(lines: string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
