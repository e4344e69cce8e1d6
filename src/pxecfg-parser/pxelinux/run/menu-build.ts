/** A menu as a person sees it, from the menu that was read. Source: syslinux com32/menu/menumain.c (draw_row, run_menu). */

import type { Menu, MenuEntry } from '../../menu-model.ts'
import type { PxeClient } from '../../types.ts'
import { type Configuration, type MenuLine, type MenuNode, stripCarets } from '../parse/index.ts'
import { commandOfLabel, textOfCommand } from './command-line.ts'

/** The root menu with all menus below it. */
export function buildMenu(config: Configuration, client: PxeClient): Menu {
  const tags = new Set(config.menus.map(({ tag }) => tag))
  return { ...menuOf(config.root, tags, client), ...ofRootAlone(config) }
}

/** The tag of the menu that is shown first; null: the root. */
export function startTag({ start, root }: Configuration): string | null {
  return start === root ? null : (start.tag ?? '')
}

/** The lines of a menu that are not hidden. */
export function visibleLines({ lines }: MenuNode): MenuLine[] {
  return lines.filter(({ hidden }) => !hidden)
}

/** Whether the cursor skips a line. `tags`: those of all menus; a line that leads to none of them is disabled. */
export function isDisabled({ kind, target }: MenuLine, tags: ReadonlySet<string | null>): boolean {
  if (kind === 'disabled' || kind === 'separator') return true
  return (kind === 'goto' || (kind === 'exit' && target !== null)) && !tags.has(target)
}

/**
 * The line on which the cursor starts: the default line. If that is disabled and the first, it is the next enabled
 * line; if it is the last, the enabled line before it.
 */
export function startLine(menu: MenuNode, tags: ReadonlySet<string | null>): MenuLine | null {
  const shown = visibleLines(menu)
  const start = menu.defaultLine ?? shown[0]
  const enabled = (line: MenuLine): boolean => !isDisabled(line, tags)
  if (start === undefined || enabled(start)) return start ?? null
  if (start === shown[0]) return shown.find(enabled) ?? null
  return start === shown.at(-1) ? (shown.findLast(enabled) ?? null) : start
}

function menuOf(node: MenuNode, tags: ReadonlySet<string | null>, client: PxeClient): Menu {
  const start = startLine(node, tags)
  const { autoboot, tab, noTab, passwordPrompt } = Object.fromEntries(node.messages)
  return {
    tag: node.parent === null ? null : node.tag,
    title: node.title,
    entries: node.lines.map((line) => entryOf(line, line === node.defaultLine, tags, client)),
    default: start?.label?.name ?? null,
    defaultIndex: start === null ? -1 : node.lines.indexOf(start),
    timeoutMs: node.timeoutMs,
    ...(node.masterPassword === null ? {} : { masterPassword: node.masterPassword }),
    ...(node.allowEdit ? {} : { noEdit: true }),
    ...(node.pages.size === 0 ? {} : { pages: Object.fromEntries(node.pages) }),
    ...(node.onTimeout === null ? {} : { onTimeout: node.onTimeout.value }),
    ...(node.messages.size === 0
      ? {}
      : {
          messages: {
            ...(autoboot === undefined ? {} : { autoboot }),
            ...(tab === undefined ? {} : { tab }),
            ...(noTab === undefined ? {} : { noTab }),
            ...(passwordPrompt === undefined ? {} : { passwordPrompt }),
          },
        }),
  }
}

function ofRootAlone(config: Configuration): Partial<Menu> {
  const { totalTimeoutMs, hidden, clear, shiftKey, noEscape, hiddenKeys } = config
  return {
    ...(totalTimeoutMs > 0 ? { totalTimeoutMs } : {}),
    ...(hidden ? { hidden: true } : {}),
    ...(clear ? { clear: true } : {}),
    ...(shiftKey ? { shiftKey: true } : {}),
    ...(noEscape ? { noEscape: true } : {}),
    ...(hiddenKeys.size === 0
      ? {}
      : { hiddenKeys: Object.fromEntries([...hiddenKeys].map(([key, { value }]) => [key, value])) }),
  }
}

function entryOf(
  line: MenuLine,
  isDefault: boolean,
  tags: ReadonlySet<string | null>,
  client: PxeClient,
): MenuEntry {
  const { kind, label, hotkey, hidden, indent, password, help, target, submenu } = line
  const disabled = isDisabled(line, tags)
  return {
    label: label?.name ?? null,
    display: ' '.repeat(indent) + stripCarets(line.display),
    ...(hotkey === null ? {} : { hotkey }),
    ...(isDefault ? { default: true } : {}),
    ...(hidden ? { hidden: true } : {}),
    ...(disabled ? { disabled: true } : {}),
    ...(kind === 'separator' ? { separator: true } : {}),
    ...(indent === 0 ? {} : { indent }),
    ...(password === null ? {} : { password }),
    ...(help === null ? {} : { help }),
    ...(!disabled && (kind === 'exit' || kind === 'goto' || kind === 'quit') ? { action: kind } : {}),
    ...(!disabled && target !== null && kind !== 'help' ? { target } : {}),
    ...(submenu === null ? {} : { submenu: menuOf(submenu, tags, client) }),
    ...(kind === 'command' && label !== null
      ? { command: textOfCommand(commandOfLabel(label, client, '')) }
      : {}),
    ...(line.immediate ? { immediate: true } : {}),
  }
}
