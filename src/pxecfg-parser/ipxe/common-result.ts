/** Converts the result of a script to the form that all boot programs share. */

import type { Origin as NeutralOrigin } from '../diagnostics.ts'
import { type BootEntry, noFiles, nothingPlayed, type Played } from '../types.ts'
import type { Origin, ScriptEntry, ScriptPlayed, ScriptStep } from './result.ts'
import { menuOf } from './screens.ts'

/** Linux expects each initrd at the beginning of a page. */
const INITRD_ALIGNMENT = 4096

/** An entry in the common form. `more`: words that the caller appends to the command line. */
export function bootEntryOf(entry: ScriptEntry, more: string): BootEntry {
  const { label, kernel, initrds, cmdline, hypervisor, xen, origins } = entry
  const own = origins.map(originOf)
  return {
    label,
    via: [],
    kernel: kernel && { name: kernel.name, url: kernel.url },
    initrds: initrds.map(({ name, url, member }) => ({ name, url, ...(member === null ? {} : { member }) })),
    initrdAlignment: INITRD_ALIGNMENT,
    hypervisor: hypervisor && { name: hypervisor.name, url: hypervisor.url },
    cmdline,
    args: guestArguments(cmdline, more),
    parts: [
      ...(cmdline === '' ? [] : [{ from: 'kernel', text: cmdline, origin: own[0] ?? null }]),
      ...(more === '' ? [] : [{ from: 'ARGS', text: more, origin: null }]),
    ],
    ...(xen === null ? {} : { xen }),
    origins: own,
  }
}

/** The command line without BOOT_IMAGE= and initrd=, which the loader has dealt with. */
function guestArguments(cmdline: string, more: string): string {
  const words = cmdline.split(' ').filter((word) => !/^(?:BOOT_IMAGE|initrd)=/.test(word))
  return [words.join(' '), more].filter((text) => text !== '').join(' ')
}

/** The result of a script in the common form. `way`: what the player remembered while the script ran. */
export function playedOf(
  played: ScriptPlayed,
  way: { waits: boolean; taken: boolean; includes: string[]; selection: { args?: string } },
): Played {
  const { outcome, script, menu, entry, local, steps, warnings, error, failedAt } = played
  const failed = script === null || error?.code === 'E_CONFIG_NOT_FOUND'
  return {
    ...nothingPlayed(warnings.map((warning) => ({ ...warning, column: 1 }))),
    outcome,
    next: played.next && {
      file: { name: played.next.file.name, url: played.next.file.url },
      origin: played.next.origin && originOf(played.next.origin),
      lease: played.next.lease,
      entryTaken: way.taken,
    },
    config: played.asked && {
      file: failed ? null : played.asked.name,
      url: failed ? null : played.asked.url,
      tried: [
        {
          file: played.asked.name,
          url: played.asked.url,
          result: failed ? ('not-found' as const) : ('found' as const),
        },
      ],
      includes: way.includes,
    },
    menu: menu && menuOf(menu),
    timeoutMs: menu?.timeoutMs ?? 0,
    waits: way.waits,
    labels: (menu?.items ?? []).flatMap(({ label }) => (label === null ? [] : [label])),
    entry:
      local === null
        ? entry && bootEntryOf(entry, way.selection.args ?? '')
        : { ...noFiles(played.label), local },
    steps: steps.map((step) => ({
      command: `${step.command} ${step.value}`.trim(),
      label: null,
      because: reasonOf(step),
      origin: originOf(step),
    })),
    error,
    ...(failedAt === null ? {} : { failedAt: originOf(failedAt) }),
  }
}

/** Settings that a step's words name, for what they say is why it led here. */
function reasonOf({ failed, settings }: ScriptStep): string {
  const named = settings.map(([name, value]) => `${name} is ${JSON.stringify(value)}`)
  return [...(failed ? ['failed, and the script went on'] : []), ...named].join(', ') || 'the script runs it'
}

function originOf({ file, line, command, value }: Origin): NeutralOrigin {
  return { file, line, directive: command, value }
}
