/** Makes menus while they are read. Source: syslinux com32/menu/readconfig.c, new_menu. */

import type { MenuNode } from './configuration.ts'

/** A menu below `parent`, whose present properties it inherits, or the root menu. */
export function newMenu(parent: MenuNode | null, tag: string | null): MenuNode {
  return {
    tag,
    title: '',
    parent,
    line: null,
    named: false,
    lines: [],
    defaultLine: null,
    defaultAt: null,
    timeoutMs: parent?.timeoutMs ?? 0,
    onTimeout: parent?.onTimeout ?? null,
    onError: parent?.onError ?? null,
    masterPassword: parent?.masterPassword ?? null,
    allowEdit: parent?.allowEdit ?? true,
    immediate: parent?.immediate ?? false,
    messages: new Map(parent?.messages),
    pages: new Map(parent?.pages),
    hotkeys: new Set(),
  }
}

/** `text` without carets, which mark hotkeys. */
export function stripCarets(text: string): string {
  return text.replaceAll('^', '')
}
