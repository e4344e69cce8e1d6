/** Menus, and forms, which are the same with settings for labels. Source: ipxe src/hci/commands/dynui_cmd.c, src/hci/tui/form_ui.c. */

import { ANY, plain, type ScriptCommand } from '../command.ts'
import { fail, fatal, type Status } from '../failure.ts'
import { SCRIPT_LIMITS } from '../limits.ts'
import type { Machine } from '../machine.ts'
import { firstItem } from '../menu.ts'
import type { Arguments } from '../options.ts'
import { type Asking, choose, line } from '../wants.ts'

const noMenu = (name: string) =>
  fail('no-menu', name === '' ? 'there is no default menu' : `there is no menu "${name}"`)

const create = plain(
  [0, ANY],
  (machine, { words, texts, flags }) => {
    const name = texts.get('name') ?? ''
    machine.menus.delete(name)
    if (!flags.has('delete')) machine.menus.set(name, { title: words.join(' '), items: [] })
    if (machine.menus.size > SCRIPT_LIMITS.menus)
      throw fatal('E_CONFIG_INVALID', machine.place, `more than ${SCRIPT_LIMITS.menus} menus`)
    return null
  },
  { name: ['n', 'text'], delete: ['d', 'flag'] },
)

/** Asks for the form's settings one after another, and stores them when all are there. */
function* present(machine: Machine, { texts, flags }: Arguments): Asking<Status> {
  const name = texts.get('form') ?? ''
  const form = machine.menus.get(name)
  if (form === undefined) return noMenu(name)
  if (!flags.has('keep')) machine.menus.delete(name)
  const typed: [setting: string, value: string][] = []
  for (const { label: setting, text, secret } of form.items) {
    if (setting === null) continue
    machine.countScreen()
    const value = machine.settings.show(setting)
    const answer = yield* line({ want: 'line', label: text === '' ? setting : text, value, secret })
    if (answer === undefined) return fail('needs-a-user', `asks for ${setting}, and nobody is there`)
    if (answer === null) return fail('canceled', 'the form was canceled')
    typed.push([setting, answer])
  }
  if (typed.length === 0) return fail('invalid-argument', 'the form asks for nothing')
  return typed.reduce<Status>(
    (failed, [setting, value]) => machine.settings.store(setting, value) ?? failed,
    null,
  )
}

/** `menu`, `form`, `item`, `present` and `choose`. */
export const MENUS: Readonly<Record<string, ScriptCommand>> = {
  menu: create,
  form: create,
  item: plain(
    [0, ANY],
    (machine, { words, texts, numbers, flags }) => {
      const name = texts.get('form') ?? texts.get('menu') ?? ''
      const menu = machine.menus.get(name)
      if (menu === undefined) return noMenu(name)
      const gap = flags.has('gap') || words.length === 0
      machine.countKept(words)
      menu.items.push({
        label: gap ? null : (words[0] ?? ''),
        text: words.slice(gap ? 0 : 1).join(' '),
        key: numbers.get('key') ?? null,
        default: flags.has('default'),
        secret: flags.has('secret'),
      })
      if (menu.items.length > SCRIPT_LIMITS.items)
        throw fatal('E_CONFIG_INVALID', machine.place, `a menu of more than ${SCRIPT_LIMITS.items} items`)
      return null
    },
    {
      menu: ['m', 'text'],
      form: ['f', 'text'],
      key: ['k', 'key'],
      default: ['d', 'flag'],
      gap: ['g', 'flag'],
      secret: ['s', 'flag'],
    },
  ),
  present: {
    options: { form: ['f', 'text'], keep: ['k', 'flag'] },
    words: [0, 0],
    run: present,
  },
  choose: {
    options: {
      menu: ['m', 'text'],
      default: ['d', 'text'],
      timeout: ['t', 'number'],
      retimeout: ['r', 'number'],
      keep: ['k', 'flag'],
    },
    words: [1, 1],
    *run(machine, { words: [setting = ''], texts, numbers, flags }) {
      const name = texts.get('menu') ?? ''
      const menu = machine.menus.get(name)
      if (menu === undefined) return noMenu(name)
      if (!flags.has('keep')) machine.menus.delete(name)
      const selected = firstItem(menu.items, texts.get('default') ?? null)
      if (selected < 0) return fail('no-menu', 'the menu has no item that can be chosen')
      machine.countScreen()
      const shown = { ...menu, items: [...menu.items], selected, timeoutMs: numbers.get('timeout') ?? 0 }
      machine.played.menu ??= shown
      const chosen = yield* choose(shown)
      const label = chosen === null ? null : (menu.items[chosen]?.label ?? null)
      if (label === null) return fail('canceled', 'the menu was canceled')
      machine.played.label = label
      machine.tell('choose', [label])
      return machine.settings.store(setting, label)
    },
  },
}
