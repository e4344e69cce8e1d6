/** Screens for the tests of the menu. */

import type { Menu, MenuEntry, Prompt, Screen } from '../../../src/pxecfg-parser/menu-model.ts'

/** An entry as the parser makes it of `LABEL name`, with what `more` says. */
export function entry(label: string, more: Partial<MenuEntry> = {}): MenuEntry {
  return { label, display: label, command: `vmlinuz ${label}`, ...more }
}

export function menu(entries: MenuEntry[], more: Partial<Menu> = {}): Menu {
  return { tag: null, title: '', entries, default: null, defaultIndex: 0, timeoutMs: 0, ...more }
}

export function prompt(more: Partial<Prompt> = {}): Prompt {
  return { labels: [], default: null, timeoutMs: 0, onTimeout: null, ...more }
}

export function menuScreen(
  root: Menu,
  more: { start?: string; prompt?: Partial<Prompt>; error?: string } = {},
): Screen {
  const { start = null, prompt: prompted, ...rest } = more
  return { kind: 'menu', root, start, prompt: prompt(prompted), ...rest }
}

export function promptScreen(more: Partial<Prompt> = {}): Screen {
  return { kind: 'prompt', prompt: prompt(more) }
}

export const SEPARATOR: MenuEntry = { label: null, display: '', separator: true, disabled: true }

/** Four entries with hotkeys, a separator, a disabled and a hidden one, and a submenu with a way back. */
export const TOUR: Menu = menu(
  [
    entry('alpha', { display: 'Alpha Linux', hotkey: 'A', help: 'The first one.\nFor everybody.' }),
    entry('beta', { display: 'Beta Linux', hotkey: 'E' }),
    SEPARATOR,
    { label: null, display: 'Out of order', disabled: true },
    entry('ghost', { display: 'Ghost', hidden: true }),
    {
      label: null,
      display: 'Tools',
      hotkey: 'T',
      submenu: menu(
        [
          entry('memtest', { display: '  Memory test', indent: 2, hotkey: 'M' }),
          { label: null, display: 'Back', hotkey: 'K', action: 'exit' },
          { label: null, display: 'To the deep end', hotkey: 'D', action: 'goto', target: 'deep' },
          {
            label: null,
            display: 'Deep',
            submenu: menu([entry('abyss')], { tag: 'deep', title: 'Deep end' }),
          },
        ],
        { tag: 'tools', title: 'Tools' },
      ),
    },
    entry('gamma', { display: 'Gamma', hotkey: 'G', immediate: true }),
    { label: null, display: 'Leave', hotkey: 'L', action: 'quit' },
  ],
  { title: 'A tour' },
)
