/**
 * What a menu does when nobody is there: its time-out, or, where it would wait for ever, Enter.
 * Source: syslinux com32/menu/menumain.c (run_menu, do_hidden_menu).
 */

import { BootError } from '../../../boot-error.ts'
import type { Configuration, MenuLine, MenuNode, Said } from '../parse/index.ts'
import { isDisabled, startLine, visibleLines } from './menu-build.ts'

/**
 * How a menu ends. `command`: ONTIMEOUT. `quit`: without a command. `waits`: a key was needed, and Enter is assumed.
 * `because`: why, for people.
 */
export type MenuEnd = { waits: boolean; because: string; menu: MenuNode } & (
  | { kind: 'line'; line: MenuLine }
  | { kind: 'command'; said: Said }
  | { kind: 'quit' }
)

/**
 * What the menu does. No password is asked for, as in a time-out. Fails with E_CONFIG_INVALID if menus lead to each
 * other in a loop.
 */
export function unattended(config: Configuration): MenuEnd {
  const tags = new Set(config.menus.map(({ tag }) => tag))
  const seen = new Set<MenuNode>()
  let waits = false
  for (let menu = config.start; ; ) {
    const shown = visibleLines(menu)
    const first = menu.defaultLine ?? shown[0]
    const line = startLine(menu, tags)
    if (first === undefined || line === null)
      return { kind: 'quit', waits, because: 'the menu has no entry', menu }
    if (config.shiftKey && !waits) return ends(menu, first, 'MENU SHIFTKEY, and no key is held', waits)
    // a hidden menu has no cursor yet; without a command to run it is shown, and then it waits
    const stays = config.hidden ? menu.onTimeout !== null || runs(first) : line === first
    const timed = !waits && ((menu.timeoutMs > 0 && stays) || config.totalTimeoutMs > 0)
    if (timed && menu.onTimeout !== null)
      return { kind: 'command', said: menu.onTimeout, waits, because: 'ONTIMEOUT', menu }
    if (timed) return ends(menu, first, whyDefault(menu, first), waits)
    waits = true
    const next = leadsTo(config, menu, line, tags)
    if (next === null) return ends(menu, line, `Enter on ${whyDefault(menu, line)}`, waits)
    if (seen.has(next)) throw circle(menu)
    seen.add(next)
    menu = next
  }
}

/** Why the cursor is on this line. */
export function whyDefault({ defaultLine, parent }: MenuNode, line: MenuLine): string {
  const where = parent === null ? 'the menu' : 'the submenu'
  return line === defaultLine ? `the default of ${where}` : `the first entry of ${where}`
}

/** A time-out runs the command of an entry; one that has none, as a submenu, ends the menu. */
function ends(menu: MenuNode, line: MenuLine, because: string, waits: boolean): MenuEnd {
  return runs(line) ? { kind: 'line', line, waits, because, menu } : { kind: 'quit', waits, because, menu }
}

function runs({ kind }: MenuLine): boolean {
  return kind === 'command' || kind === 'help'
}

/** The menu that Enter opens; null: none. */
function leadsTo(
  { menus }: Configuration,
  menu: MenuNode,
  line: MenuLine,
  tags: ReadonlySet<string | null>,
): MenuNode | null {
  if (isDisabled(line, tags)) return null
  if (line.kind === 'submenu') return line.submenu
  if (line.kind === 'exit' && line.target === null) return menu.parent
  if (line.kind !== 'goto' && line.kind !== 'exit') return null
  return menus.findLast(({ tag }) => tag === line.target) ?? null
}

function circle({ tag }: MenuNode): BootError {
  return new BootError('E_CONFIG_INVALID', {
    what: `menu ${tag ?? ''}: the default entries of the menus form a loop`,
  })
}
