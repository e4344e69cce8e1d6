/** Menus and questions of a script as every program's are shown. */

import type { Menu, MenuEntry, Screen } from '../menu-model.ts'
import type { ScriptItem, ScriptMenu } from './menu.ts'
import type { Want } from './wants.ts'

/** What a key that is waited for gives when its time is up. */
const TIMED_OUT = 'timed-out'

export function menuScreen(menu: ScriptMenu): Screen {
  return screenOf(menuOf(menu))
}

export function menuOf({ title, items, selected, timeoutMs }: ScriptMenu): Menu {
  return {
    tag: null,
    title,
    entries: items.map(entryOf),
    default: items[selected]?.label ?? null,
    defaultIndex: selected,
    timeoutMs,
    noEdit: true,
    escapeQuits: true,
  }
}

function entryOf({ label, text, key, default: usual }: ScriptItem): MenuEntry {
  const gap: Partial<MenuEntry> = text === '' ? { separator: true } : { disabled: true }
  return {
    label,
    display: text,
    ...(label === null ? gap : {}),
    ...(key === null ? {} : { hotkey: keyText(key), immediate: true as const }),
    ...(usual ? { default: true as const } : {}),
  }
}

/** A character as it is, other keys by their number. */
function keyText(key: number): string {
  return key > 0x20 && key < 0x7f ? String.fromCharCode(key) : `0x${key.toString(16)}`
}

/** prompt: one entry that a key takes. */
export function keyScreen({ text, key, timeoutMs }: Extract<Want, { want: 'key' }>): Screen {
  const name = key === null ? 'Enter' : key === 0x20 ? 'the space bar' : keyText(key)
  const items = [{ label: 'pressed', text: `Press ${name} to go on`, key, default: true }]
  const menu = menuOf({ title: text, items, selected: 0, timeoutMs })
  return screenOf(timeoutMs === 0 ? menu : { ...menu, onTimeout: TIMED_OUT })
}

/** read and login: a line of text. `said`: what the script printed last, which is what read asks by. */
export function lineScreen({ label, value, secret }: Extract<Want, { want: 'line' }>, said: string): Screen {
  const text = label === '' ? said.trimEnd() : `${label}:`
  const question = text === '' ? '' : `${text} `
  return {
    kind: 'prompt',
    prompt: { ...NO_PROMPT, default: value, question, ...(secret ? { secret: true as const } : {}) },
  }
}

const NO_PROMPT = { labels: [], default: null, timeoutMs: 0, onTimeout: null }

function screenOf(root: Menu): Screen {
  return { kind: 'menu', root, start: null, prompt: NO_PROMPT }
}
