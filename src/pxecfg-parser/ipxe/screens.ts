/** Menus and questions of a script as every program's are shown. */

import { SHOWN_BYTES } from '../limits.ts'
import type { Menu, MenuEntry, Screen } from '../menu-model.ts'
import { keyName } from './keys.ts'
import type { ScriptItem, ScriptMenu } from './menu.ts'
import type { Want } from './wants.ts'

/** What a key that is waited for gives when its time is up: no key is called so. */
export const TIMED_OUT = ''

export function menuScreen(menu: ScriptMenu): Screen {
  return { kind: 'menu', root: menuOf(menu), start: null, prompt: NO_PROMPT }
}

export function menuOf({ title, items, selected, timeoutMs }: ScriptMenu): Menu {
  return {
    tag: null,
    title: cut(title),
    entries: items.map(entryOf),
    default: cut(items[selected]?.label ?? ''),
    defaultIndex: selected,
    timeoutMs,
    noEdit: true,
    escapeQuits: true,
    exactKeys: true,
  }
}

function entryOf({ label, text, key, default: usual }: ScriptItem): MenuEntry {
  const gap: Partial<MenuEntry> = text === '' ? { separator: true } : { disabled: true }
  return {
    label: label === null ? null : cut(label),
    display: cut(text),
    ...(label === null ? gap : {}),
    ...(key === null ? {} : { hotkey: keyName(key), immediate: true as const }),
    ...(usual ? { default: true as const } : {}),
  }
}

/** prompt: any key ends it. Nobody's Enter stands for the key that is waited for. */
export function keyScreen({ text, key, timeoutMs }: Extract<Want, { want: 'key' }>, said: string): Screen {
  const usual = key === null ? 'Enter' : keyName(key)
  const question = cut(text === '' ? said.trimEnd() : text)
  return {
    kind: 'prompt',
    prompt: { ...NO_PROMPT, question, anyKey: true, default: usual, timeoutMs, onTimeout: TIMED_OUT },
  }
}

/** read and login: a line of text. `said`: what the script printed last, which is what read asks by. */
export function lineScreen({ label, value, secret }: Extract<Want, { want: 'line' }>, said: string): Screen {
  const text = cut(label === '' ? said.trimEnd() : `${label}:`)
  const question = text === '' ? '' : `${text} `
  return {
    kind: 'prompt',
    prompt: { ...NO_PROMPT, default: cut(value), question, ...(secret ? { secret: true as const } : {}) },
  }
}

const NO_PROMPT = { labels: [], default: null, timeoutMs: 0, onTimeout: null }

function cut(text: string): string {
  return text.slice(0, SHOWN_BYTES)
}
