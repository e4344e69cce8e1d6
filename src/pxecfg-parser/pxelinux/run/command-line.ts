/**
 * From a label to the command that runs it, and from a command to a kernel's command line. Every piece keeps the
 * directive it comes from. Source: syslinux readconfig.c (record), execute.c, kernel.c (new_linux_kernel).
 */

import type { Origin } from '../../diagnostics.ts'
import type { CmdlinePart, PxeClient } from '../../types.ts'
import {
  type KernelType,
  type Label,
  type Said,
  skipBlanks,
  splitWord,
  trimEndBlanks,
} from '../parse/index.ts'
import { sysappendText } from './sysappend.ts'

/** Bytes of a command; one more and PXELINUX says "cmdline too long". */
export const COMMAND_BYTES = 2047

/** A command as PXELINUX runs it: a file name, and what follows it in pieces. */
export interface Command {
  /** `kernel`: by the name's extension. */
  type: KernelType
  /** File name, or the number of LOCALBOOT. */
  name: string
  nameOrigin: Origin | null
  /** What follows the name; each text with the blanks before it. */
  parts: CmdlinePart[]
}

/** The directive as the origin of a value, with its file and line; null: it is absent. */
export function originOf(directive: string, said: Said<string | number> | null): Origin | null {
  if (said === null) return null
  const { file, line } = said.at
  return { file, line, directive, value: String(said.value) }
}

/** KERNEL line, APPEND, INITRD and SYSAPPEND of a label, and the words typed after its name, blanks included. */
export function commandOfLabel(label: Label, client: PxeClient, typed: string): Command {
  const { word, rest } = splitWord(label.kernel.value)
  const kernel = originOf(label.directive, label.kernel)
  const append = label.append?.value ?? ''
  const bits = label.sysappend?.value ?? 0
  const parts: CmdlinePart[] = [
    { from: 'KERNEL', text: rest, origin: kernel },
    {
      from: 'APPEND',
      text: append === '' || append === '-' ? '' : ` ${append}`,
      origin: originOf('APPEND', label.append),
    },
    {
      from: 'INITRD',
      text: label.initrd ? ` initrd=${label.initrd.value}` : '',
      origin: originOf('INITRD', label.initrd),
    },
    { from: 'SYSAPPEND', text: sysappendText(bits, client), origin: originOf('SYSAPPEND', label.sysappend) },
    { from: 'typed', text: typed, origin: null },
  ]
  const name = word === '' && label.type !== 'kernel' ? firstWord(parts) : word
  return { type: label.type, name, nameOrigin: kernel, parts: parts.filter(({ text }) => text !== '') }
}

/** A command that does not come from a label: `NAME WORDS`, or `.TYPE NAME WORDS` as a menu keeps it. */
export function commandOfText(text: string, types: readonly KernelType[]): Command {
  const { word, rest } = splitWord(text.slice(skipBlanks(text)))
  const type = types.find((candidate) => word === `.${candidate}`)
  if (type !== undefined) return { ...commandOfText(rest, []), type }
  return {
    type: 'kernel',
    name: word,
    nameOrigin: null,
    parts: rest === '' ? [] : [{ from: 'typed', text: rest, origin: null }],
  }
}

/** A command as a menu shows it and lets people edit it. */
export function textOfCommand(command: Command): string {
  return `${command.type === 'kernel' ? '' : `.${command.type} `}${command.name}${joined(command.parts)}`
}

/** What follows a command's name, without leading blanks. */
export function argumentsOf({ parts }: Command): string {
  const text = joined(parts)
  return text.slice(skipBlanks(text))
}

/** `BOOT_IMAGE=<name> <arguments>` in pieces; their texts joined are the command line, without blanks at its end. */
export function kernelCommandLine({ name, nameOrigin, parts }: Command): {
  cmdline: string
  parts: CmdlinePart[]
} {
  const all: CmdlinePart[] = [{ from: 'BOOT_IMAGE', text: `BOOT_IMAGE=${name} `, origin: nameOrigin }]
  for (const part of parts) {
    const text = all.length === 1 ? part.text.slice(skipBlanks(part.text)) : part.text
    if (text !== '') all.push({ ...part, text })
  }
  const cmdline = trimEndBlanks(joined(all))
  return { cmdline, parts: cutTo(all, cmdline.length) }
}

/**
 * The initrds that the Linux loader gets: the list after the first text `initrd=` of the whole command line, whatever
 * precedes it, up to a blank. Empty elements are kept, and fail.
 */
export function initrdNames(cmdline: string): string[] {
  const at = cmdline.indexOf('initrd=')
  if (at < 0) return []
  return (cmdline.slice(at + 'initrd='.length).split(' ', 1)[0] ?? '').split(',')
}

/**
 * What a guest's kernel gets of PXELINUX's command line: all but BOOT_IMAGE= and initrd=, which the loader has dealt
 * with.
 */
export function guestArguments(cmdline: string): string {
  const rest = cmdline.startsWith('BOOT_IMAGE=') ? cmdline.slice(splitWord(cmdline).word.length + 1) : cmdline
  return rest
    .replace(/(^|[\x00-\x20\x7f])initrd=[^\x00-\x20\x7f]*(?=([\x00-\x20\x7f]|$))/g, '')
    .replace(/^[\x00-\x20\x7f]+/, '')
}

function joined(parts: readonly CmdlinePart[]): string {
  return parts.map(({ text }) => text).join('')
}

function firstWord(parts: CmdlinePart[]): string {
  const text = joined(parts)
  const { word, rest } = splitWord(text.slice(skipBlanks(text)))
  parts.splice(0, parts.length, {
    from: 'APPEND',
    text: rest,
    origin: parts.find((part) => part.text !== '')?.origin ?? null,
  })
  return word
}

function cutTo(parts: readonly CmdlinePart[], length: number): CmdlinePart[] {
  let left = length
  return parts.flatMap((part) => {
    const text = part.text.slice(0, left)
    left -= text.length
    return text === '' ? [] : [{ ...part, text }]
  })
}
