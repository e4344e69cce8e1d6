/** A menu as reports print it: what is visible on the screen, without passwords. */

import type { Menu, MenuEntry } from './menu-model.ts'

/** A menu or submenu. */
export interface MenuReport {
  /** Only for submenus. */
  tag?: string | null
  title: string
  default: string | null
  /** Only for the root menu. */
  timeoutMs?: number
  totalTimeoutMs?: number
  hidden?: true
  clear?: true
  masterPassword?: true
  entries: EntryReport[]
}

/** A line of the menu. */
export type EntryReport = Omit<MenuEntry, 'password' | 'submenu' | 'command' | 'immediate'> & {
  password?: true
  submenu?: MenuReport
}

/** The report of a root menu. */
export function menuReport({
  title,
  timeoutMs,
  totalTimeoutMs,
  hidden,
  clear,
  masterPassword,
  ...menu
}: Menu): MenuReport {
  return {
    title,
    default: menu.default,
    timeoutMs,
    ...(totalTimeoutMs === undefined ? {} : { totalTimeoutMs }),
    ...(hidden ? { hidden } : {}),
    ...(clear ? { clear } : {}),
    ...(masterPassword === undefined ? {} : { masterPassword: true }),
    entries: menu.entries.map(entryReport),
  }
}

function entryReport({ password, submenu, command: _, immediate: _i, ...entry }: MenuEntry): EntryReport {
  return {
    ...entry,
    ...(password === undefined ? {} : { password: true }),
    ...(submenu === undefined ? {} : { submenu: submenuReport(submenu) }),
  }
}

function submenuReport({ tag, title, default: usual, entries }: Menu): MenuReport {
  return { tag, title, default: usual, entries: entries.map(entryReport) }
}
