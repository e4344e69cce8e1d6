/** menuentry, submenu, and who may boot what. Source: GRUB commands/menuentry.c, commands/password.c, commands/password_pbkdf2.c. */

import { type Call, type CommandRun, type Machine, STATUS } from './machine.ts'
import { parseOptions } from './options.ts'

const OPTIONS = {
  class: { short: 'c', value: true },
  users: { short: 'u', value: true },
  hotkey: { short: 'k', value: true },
  source: { short: 's', value: true },
  id: { value: true },
  unrestricted: { value: false },
}

export const MENU_COMMANDS: Record<string, CommandRun> = {
  menuentry: (machine, call) => addItem(machine, call, false),
  submenu: (machine, call) => addItem(machine, call, true),
  password: (machine, call) => setPassword(machine, call),
  password_pbkdf2: (machine, call) => setPassword(machine, call),
}

function addItem(machine: Machine, { args, block, at }: Call, submenu: boolean): number {
  const parsed = parseOptions(args, OPTIONS, true)
  const [title] = parsed?.words ?? []
  const source = parsed?.options.get('source')?.at(-1)
  if (parsed === null || title === undefined || (block === null && source === undefined)) {
    machine.note(
      at,
      'command-failed',
      `${submenu ? 'submenu' : 'menuentry'} needs a title and a block in braces`,
    )
    return parsed !== null && title === undefined && block !== null ? STATUS.menu : STATUS.badArgument
  }
  const id = parsed.options.get('id')?.at(-1)
  machine.spendItem([title, id ?? title], at)
  const users = parsed.options.get('users')?.at(-1)
  const everybody = users === undefined && parsed.options.has('unrestricted')
  machine.items.push({
    title,
    id: id ?? title,
    hasId: id !== undefined,
    hotkey: parsed.options.get('hotkey')?.at(-1) ?? null,
    users: everybody ? null : names(users ?? ''),
    submenu,
    args: parsed.words,
    body: block ?? { source: source ?? '', commands: null },
    at,
    opened: null,
  })
  return STATUS.ok
}

/** Users in a list, separated by blanks or punctuation. */
export function names(list: string): string[] {
  return list.split(/[\s,;|&]+/).filter((name) => name !== '')
}

function setPassword(machine: Machine, { args }: Call): number {
  const [user, password, ...more] = args
  if (user === undefined || password === undefined || more.length > 0) return STATUS.badArgument
  machine.passwords.set(user, password)
  return STATUS.ok
}
