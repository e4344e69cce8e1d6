/** A menu as reports print it: what a person would see, and no passwords. */

import type { Menu, MenuEntry } from './menu-model.ts'

export interface MenuReport {
  /** Submenus alone. */
  tag?: string | null
  title: string
  default: string | null
  /** The root menu alone. */
  timeoutMs?: number
  totalTimeoutMs?: number
  hidden?: true
  clear?: true
  masterPassword?: true
  entries: EntryReport[]
}

export type EntryReport = Omit<MenuEntry, 'password' | 'submenu' | 'command' | 'immediate'> & {
  password?: true
  submenu?: MenuReport
}

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
