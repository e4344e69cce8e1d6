/** Converts a GRUB menu to a screen. A submenu is a screen of its own, because its entries are made when it opens. */

import { SHOWN_BYTES } from '../limits.ts'
import type { Menu, MenuEntry, Screen } from '../menu-model.ts'
import type { GrubScreen, MenuItem } from './types.ts'

const TITLE = 'GNU GRUB'
/** A stored password that never matches (menu/password.ts). */
const NEVER = '$!$'

/** The screen that a person sees. */
export function screenFor(screen: GrubScreen): Screen {
  const { timeoutMs, nested, error } = screen
  return {
    kind: 'menu',
    root: menuOf(screen, nested ? [BACK] : []),
    start: null,
    prompt: { labels: [], default: null, timeoutMs: timeoutMs ?? 0, onTimeout: null },
    ...(error === null ? {} : { error }),
  }
}

const BACK: MenuEntry = { label: null, display: 'Back', action: 'quit' }

/** `more` is appended to the entries. */
export function menuOf(screen: GrubScreen, more: MenuEntry[] = []): Menu {
  const { items, defaultIndex, timeoutMs, hidden } = screen
  const usual = items[defaultIndex]?.id
  const entries = items.map((item, index) => entryFor(item, index === defaultIndex, screen))
  return {
    tag: null,
    title: TITLE,
    entries: [...entries, ...more],
    default: usual === undefined ? null : cut(usual),
    defaultIndex,
    timeoutMs: timeoutMs ?? 0,
    ...(hidden ? { hidden: true } : {}),
    noEdit: true,
    noEscape: true,
    exactKeys: true,
  }
}

/** The menu for a report: submenus that were opened have their entries. */
export function reportedMenu(screen: GrubScreen): Menu {
  const menu = menuOf(screen)
  return {
    ...menu,
    entries: menu.entries.map((entry, index) => {
      const item = screen.items[index]
      if (item === undefined || !item.submenu) return entry
      const inner: GrubScreen = {
        ...screen,
        items: item.opened ?? [],
        defaultIndex: 0,
        timeoutMs: null,
        hidden: false,
      }
      return { ...entry, submenu: { ...reportedMenu(inner), title: cut(item.title) } }
    }),
  }
}

function entryFor(item: MenuItem, usual: boolean, screen: GrubScreen): MenuEntry {
  const password = passwordOf(item, screen)
  const hotkey = keyName(item.hotkey ?? '')
  return {
    label: cut(item.id),
    display: cut(item.title),
    ...(usual ? { default: true } : {}),
    ...(hotkey === '' ? {} : { hotkey, immediate: true as const }),
    ...(password === null ? {} : { password }),
  }
}

/** The console does not ask for a user: it checks the first user of the entry with a password, else the first superuser. */
function passwordOf({ users }: MenuItem, { superusers, passwords }: GrubScreen): string | null {
  if (users === null || superusers === null) return null
  const user = [...users, ...superusers].find((name) => passwords.has(name))
  return user === undefined ? NEVER : (passwords.get(user) ?? NEVER)
}

/** The name of a key, as in GRUB's commands/menuentry.c; else the first character. */
function keyName(hotkey: string): string {
  if (/^f(?:[1-9]|1[0-2])$/.test(hotkey)) return hotkey.toUpperCase()
  const named = ['Backspace', 'Tab', 'Delete', 'Insert'].find((name) => name.toLowerCase() === hotkey)
  return named ?? hotkey.slice(0, 1)
}

function cut(text: string): string {
  return text.slice(0, SHOWN_BYTES)
}
