/**
 * What COM32 modules do, as far as a host can do it in their place. A new one is a row.
 * Source: syslinux com32/menu, com32/mboot, com32/chain, com32/modules, com32/cmenu.
 */

import { BootError } from '../../../boot-error.ts'
import type { CmdlinePart } from '../../types.ts'
import { trimBlanks, words } from '../parse/index.ts'
import { argumentsOf, type Command, guestArguments, kernelCommandLine } from './command-line.ts'
import { readMultiboot } from './multiboot.ts'
import type { Next } from './next.ts'
import type { Walk } from './walk.ts'

/** What a module does for the label that is being run. An error is one after which PXELINUX goes on at its prompt. */
export type Module = (walk: Walk, command: Command) => Next | BootError

const MODULES: Record<string, Module> = {
  'menu.c32': showMenu,
  'vesamenu.c32': showMenu,
  'mboot.c32': bootMultiboot,
  'linux.c32': bootLinuxModule,
  'chain.c32': (_, command) => ({
    step: 'local',
    local: { via: 'chain.c32', value: trimBlanks(argumentsOf(command)) },
  }),
  'config.c32': (walk, command) => {
    const [name = '', ...rest] = words(argumentsOf(command))
    // Unlike CONFIG it clears the global SYSAPPEND (com32/lib/syslinux/runimage.c).
    walk.core.sysappend = null
    return { step: 'config', name, args: rest.join(' '), origin: command.nameOrigin }
  },
  'ifcpu64.c32': (_, command) => {
    const [command64] = split(words(argumentsOf(command)), '--')
    return run(command, (command64 ?? []).join(' '), 'ifcpu64.c32, and the processor has 64 bits')
  },
  'whichsys.c32': (_, command) => {
    const args = words(argumentsOf(command))
    const from = args.lastIndexOf('-pxe-')
    const to = args.findIndex((word, index) => index > from && /^-(?:pxe|sys|iso)-$/.test(word))
    const words64 = from < 0 ? [] : args.slice(from + 1, to < 0 ? undefined : to)
    return run(command, words64.join(' '), 'whichsys.c32 -pxe-')
  },
  'cmd.c32': (_, command) => run(command, argumentsOf(command), 'cmd.c32'),
}

const TABLE = new Map(Object.entries(MODULES))

/** The module with this file name; null: one that a host cannot stand in for. */
export function moduleOf(name: string): Module | null {
  return TABLE.get(moduleName(name)) ?? null
}

/** The file name without its folder: `menu.c32` of `boot/menu.c32`. */
export function moduleName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'), name.lastIndexOf(':')) + 1)
}

/** Whether what follows the module's name ends up on a kernel's command line. */
export function bootsKernel(name: string): boolean {
  return ['mboot.c32', 'linux.c32'].includes(moduleName(name))
}

/** Whether the module boots something, or is one that cannot be run. Menus, CONFIG and choices lead on. */
export function bootsFiles(name: string): boolean {
  return bootsKernel(name) || moduleName(name) === 'chain.c32' || moduleOf(name) === null
}

function showMenu(_: Walk, command: Command): Next {
  return { step: 'menu', files: words(argumentsOf(command)) }
}

/** The command line that a module picks. */
function run({ nameOrigin }: Command, text: string, because: string): Next {
  return { step: 'command', text, because, origin: nameOrigin }
}

function bootMultiboot(walk: Walk, command: Command): Next | BootError {
  const { hypervisor, modules } = readMultiboot(argumentsOf(command))
  const [kernel, ...rest] = modules
  if (hypervisor === undefined) return missing(command, 'names no file to boot')
  if (kernel === undefined) {
    throw new BootError('E_UNSUPPORTED', {
      what: `${command.name} ${hypervisor.path}: there is a hypervisor, but no kernel for a guest`,
      hint: 'mboot.c32 HYPERVISOR --- KERNEL ARGUMENTS --- INITRD',
    })
  }
  const placed = walk.tryLocate([hypervisor.path, kernel.path, ...rest.map(({ path }) => path)])
  if (placed instanceof BootError) return placed
  const [hypervisorFile, kernelFile, ...initrds] = placed
  const extra = rest.length > 0 && (walk.selection.args ?? '') !== '' ? ` ${walk.selection.args ?? ''}` : ''
  const entry = {
    hypervisor: hypervisorFile ?? null,
    kernel: kernelFile ?? null,
    initrds,
    cmdline: kernel.args,
    args: trimBlanks(guestArguments(kernel.args) + extra),
    parts: [{ from: 'APPEND', text: kernel.args, origin: originOfArguments(command) }],
    xen: {
      hypervisor: hypervisorFile?.name ?? '',
      args: hypervisor.args,
      modules: modules.map(({ args }, index) => ({ path: placed[index + 1]?.name ?? '', args })),
    },
  }
  return { step: 'boot', entry }
}

/**
 * linux.c32 KERNEL ARGUMENTS: white space is squeezed, and every initrd= is loaded, then every initrd+=.
 * Source: com32/modules/linux.c.
 */
function bootLinuxModule(_: Walk, command: Command): Next | BootError {
  const all = words(argumentsOf(command))
  const [kernel, ...args] = all.slice(all.findIndex((word) => word !== '-dhcpinfo'))
  if (kernel === undefined || kernel === '-dhcpinfo') return missing(command, 'names no kernel')
  if (kernel.startsWith('-')) return missing(command, `does not know the option ${kernel}`)
  const origin = originOfArguments(command)
  const text: CmdlinePart = { from: 'APPEND', text: args.map((word) => ` ${word}`).join(''), origin }
  const line = kernelCommandLine({ type: 'linux', name: kernel, nameOrigin: origin, parts: [text] })
  const initrds = ['initrd=', 'initrd+='].flatMap((key) =>
    args.flatMap((word) => (word.startsWith(key) ? word.slice(key.length).split(',') : [])),
  )
  return { step: 'linux', kernel, initrds, line }
}

function missing({ name, nameOrigin }: Command, what: string): BootError {
  const where = nameOrigin === null ? '' : `${nameOrigin.file} line ${nameOrigin.line}: `
  return new BootError('E_FETCH_NOT_FOUND', { what: `${where}${name} ${what}` })
}

function originOfArguments({ parts, nameOrigin }: Command): CmdlinePart['origin'] {
  return parts.find(({ from }) => from === 'APPEND')?.origin ?? nameOrigin
}

function split(list: readonly string[], separator: string): string[][] {
  return list.reduce<string[][]>(
    (groups, word) => {
      if (word === separator) groups.push([])
      else groups.at(-1)?.push(word)
      return groups
    },
    [[]],
  )
}
