/** Plays a screen by keys without a terminal, as a person would who types them and then leaves. */

import { keyNamed } from '../../src/bootloader/menu/keys.ts'
import { nextTick, startMenu, step } from '../../src/bootloader/menu/model.ts'
import { passwordMatches } from '../../src/bootloader/menu/password.ts'
import type { Choice, Screen } from '../../src/pxecfg-parser/menu-model.ts'

/**
 * What `screen` gives when `keys` are typed: characters, whole texts, or names such as `Down`, `Enter`, `Esc`, `F1`.
 * Takes from the front of `keys` what it needs; the rest is for the next screen. With no keys left time passes, and a
 * screen that says what failed is left.
 */
export async function chooseByKeys(screen: Screen, keys: string[]): Promise<Choice> {
  if (keys.length === 0 && screen.error !== undefined) return { kind: 'quit' }
  let now = 0
  let state = startMenu(screen, { now, menuTimeoutMs: 60_000, rows: 24, interactive: false, last: null })
  while (!state.choice) {
    if (state.mode.kind === 'checking') {
      const { passwords, typed } = state.mode
      const { signal } = new AbortController()
      const answers = await Promise.all(passwords.map((password) => passwordMatches(password, typed, signal)))
      state = step(state, { kind: 'checked', right: answers.includes(true), now })
      continue
    }
    const next = keys.shift()
    if (next === undefined) {
      now = nextTick(state, now)
      state = step(state, { kind: 'tick', now })
      continue
    }
    const key = keyNamed(next)
    if (key === 'Ctrl-C') return { kind: 'quit' }
    if (key === null) keys.unshift(...next)
    else state = step(state, { kind: 'key', key, now })
  }
  return state.choice
}
