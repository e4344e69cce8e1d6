/** Converts what GRUB boots to the form that all boot programs share. */

import type { Origin } from '../diagnostics.ts'
import { SHOWN_BYTES } from '../limits.ts'
import type { BootEntry } from '../types.ts'
import type { At } from './syntax.ts'
import type { GrubEntry, Initrd, Shaper } from './types.ts'

/** `more`: words that the caller appends to the command line. */
export function bootEntryOf(entry: GrubEntry, more: string): BootEntry {
  const { label, via, kernel, initrds, hypervisor, cmdline, pieces, local, xen, shapers } = entry
  return {
    label,
    via,
    kernel,
    initrds: initrds.map(initrdOf),
    hypervisor,
    cmdline,
    args: [entry.args, more].filter((words) => words !== '').join(' '),
    parts: pieces.map(({ from, text, at }) => ({ from, text, origin: originAt(at, from, text.trim()) })),
    ...(local === null ? {} : { local }),
    ...(xen === null ? {} : { xen }),
    origins: shapers.map(originOf),
  }
}

function initrdOf({ file, newc }: Initrd): BootEntry['initrds'][number] {
  return newc === null ? file : { ...file, member: { name: newc, mode: 0o777, folders: -1, style: 'grub' } }
}

function originOf({ at, command, words }: Shaper): Origin {
  return originAt(at, command, words)
}

function originAt({ file, line }: At, directive: string, value: string): Origin {
  return { file, line, directive, value: value.slice(0, SHOWN_BYTES) }
}
