/** What is loaded, and the command line that the kernel gets. Source: GRUB lib/cmdline.c, loader/i386/linux.c, loader/multiboot.c. */

import type { BootError } from '../../boot-error.ts'
import type { BootFile } from '../types.ts'
import type { At } from './syntax.ts'
import type { GrubEntry, Initrd, Piece, Shaper } from './types.ts'

/** Bytes of a Linux command line that current kernels accept. Words that do not fit are dropped, as GRUB does. */
const CMDLINE_BYTES = 4095

/** `missing`: an initrd or module that does not exist, and how many commands had run when that was found. */
interface Loaded {
  shapers: Shaper[]
  missing: { error: BootError; commandsRun: number } | null
}

export type Loader = Loaded &
  (
    | { kind: 'linux'; file: BootFile; words: string[]; at: At; initrds: Initrd[] }
    | {
        kind: 'multiboot'
        /** null: the one of Xen on Arm. */
        protocol: 'multiboot' | 'multiboot2' | null
        file: BootFile
        words: string[]
        modules: { file: BootFile; words: string[]; at: At }[]
      }
    | { kind: 'disk'; value: string }
  )

/** The entry that `boot` would start now. */
export function entryOf(loader: Loader, label: string | null, via: readonly string[]): GrubEntry {
  const entry: GrubEntry = {
    label,
    via: [...via],
    kernel: null,
    initrds: [],
    hypervisor: null,
    cmdline: '',
    args: '',
    pieces: [],
    local: null,
    xen: null,
    shapers: loader.shapers,
  }
  if (loader.kind === 'disk') return { ...entry, local: { via: 'chainloader', value: loader.value } }
  if (loader.kind === 'linux') {
    const words = keptWords(loader.words)
    const pieces = linuxPieces(words, loader.at)
    return {
      ...entry,
      kernel: loader.file,
      initrds: loader.initrds,
      cmdline: textOf(pieces),
      args: guestArguments(words.slice(1)),
      pieces,
    }
  }
  const [kernel, ...rest] = loader.modules
  const cmdline = kernel === undefined ? '' : joined(kernel.words)
  return {
    ...entry,
    hypervisor: loader.file,
    kernel: kernel?.file ?? null,
    initrds: rest.map(({ file }) => ({ file, newc: null })),
    cmdline,
    args: guestArguments(kernel?.words ?? []),
    pieces: kernel === undefined || cmdline === '' ? [] : [{ from: 'module', text: cmdline, at: kernel.at }],
    xen: {
      ...(loader.protocol === null ? {} : { protocol: loader.protocol }),
      hypervisor: loader.file.name,
      args: joined(loader.words),
      modules: loader.modules.map(({ file, words }) => ({ path: file.name, args: joined(words) })),
    },
  }
}

/** The words that fit after `BOOT_IMAGE=`, with one blank between them. */
function keptWords(words: readonly string[]): string[] {
  let left = CMDLINE_BYTES + 1 - 'BOOT_IMAGE='.length
  const tooMuch = words.findIndex((word) => {
    left -= quoted(word).length + 1
    return left < 0
  })
  return tooMuch < 0 ? [...words] : words.slice(0, tooMuch)
}

function linuxPieces([image = '', ...rest]: readonly string[], at: At): Piece[] {
  const first: Piece = { from: 'BOOT_IMAGE', text: `BOOT_IMAGE=${quoted(image)}`, at }
  return rest.length === 0 ? [first] : [first, { from: 'linux', text: ` ${joined(rest)}`, at }]
}

/** The words without `initrd=`, because the loader has dealt with initrds. */
function guestArguments(words: readonly string[]): string {
  return joined(words.filter((word) => !word.startsWith('initrd=')))
}

/** Words as a command line. */
export function joined(words: readonly string[]): string {
  return words.map(quoted).join(' ')
}

/** Quotes and backslashes get a backslash; a word with a blank is quoted as a whole. */
function quoted(word: string): string {
  const escaped = word.replace(/[\\'"]/g, '\\$&')
  return word.includes(' ') ? `"${escaped}"` : escaped
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('')
}
