/** Converts the menus and questions of a script to screens. */

import { SHOWN_BYTES } from '../limits.ts'
import type { Menu, MenuEntry, Screen } from '../menu-model.ts'
import { keyName } from './keys.ts'
import type { ScriptItem, ScriptMenu } from './menu.ts'
import type { Want } from './wants.ts'

/** The answer to a key prompt that timed out; no key has this name. */
export const TIMED_OUT = ''

/** The screen for a menu of a script. */
export function menuScreen(menu: ScriptMenu): Screen {
  return { kind: 'menu', root: menuOf(menu), start: null, prompt: NO_PROMPT }
}

/** A menu of a script in the common form, with its texts cut to SHOWN_BYTES. */
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

/** `prompt`: any key ends it. If nobody is there, the answer is the key that is waited for. */
export function keyScreen({ text, key, timeoutMs }: Extract<Want, { want: 'key' }>, said: string): Screen {
  const usual = key === null ? 'Enter' : keyName(key)
  const question = cut(text === '' ? said.trimEnd() : text)
  return {
    kind: 'prompt',
    prompt: { ...NO_PROMPT, question, anyKey: true, default: usual, timeoutMs, onTimeout: TIMED_OUT },
  }
}

/** `read` and `login`: a line of text. `said`: the script's last output, which serves as the question of `read`. */
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
