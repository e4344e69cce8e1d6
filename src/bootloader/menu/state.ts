/** The state of the screen, and the events that change it: plain data for model.ts and draw.ts. Times are ms of one clock. */

import type { Choice, Screen } from '../../pxecfg-parser/menu-model.ts'
import type { Key } from './keys.ts'
import type { Line } from './line.ts'
import type { MenuTree, Place } from './menu-tree.ts'
import type { MessageLine } from './message.ts'

/** The cursor's row in a menu (-1: none can be selected), and the first visible row. */
export interface Position {
  readonly row: number
  readonly top: number
}

/** What the right password opens: the entry, the editor of its command line, or the boot: prompt. */
export type Locked = 'boot' | 'edit' | 'prompt'

/** What the screen shows, and so what keys do. */
export type Mode =
  /** MENU HIDDEN: a countdown, and no menu until a key is pressed. */
  | { readonly kind: 'hidden'; readonly place: Place }
  | { readonly kind: 'menu'; readonly place: Place }
  /** Tab: the command line of the entry under the cursor. */
  | { readonly kind: 'edit'; readonly place: Place; readonly line: Line }
  | { readonly kind: 'password'; readonly place: Place; readonly opens: Locked; readonly typed: Line }
  /** The caller finds out whether `typed` is one of `passwords`, and sends `checked`. */
  | {
      readonly kind: 'checking'
      readonly place: Place
      readonly opens: Locked
      readonly typed: string
      readonly passwords: readonly string[]
    }
  /** A text of several lines (MENU HELP, F1), from line `top` on. Keys show more of it, and at its end `back`. */
  | {
      readonly kind: 'page'
      readonly place: Place
      readonly back: Mode
      readonly lines: readonly MessageLine[]
      readonly top: number
    }
  /** boot:. `back`: the menu that Esc returns to, if any. `listed`: Tab listed the labels. `ctrlF`: a digit is an F-key. */
  | {
      readonly kind: 'prompt'
      readonly back: Place | null
      readonly line: Line
      readonly listed: boolean
      readonly ctrlF: boolean
    }

/** Everything that a menu remembers. */
export interface MenuState {
  readonly screen: Screen
  /** null: the screen is a prompt. */
  readonly tree: MenuTree | null
  readonly mode: Mode
  /** Where the cursor was in the menus that have been seen. */
  readonly positions: ReadonlyMap<Place, Position>
  /** Rows of the screen. */
  readonly rows: number
  /** When TIMEOUT expires; null: it is off, or a key stopped it. */
  readonly bootAt: number | null
  /** When TOTALTIMEOUT expires. */
  readonly endAt: number | null
  /** When a screen that would wait for ever ends. */
  readonly idleAt: number
  readonly menuTimeoutMs: number
  /** The text above the boot: prompt: DISPLAY, or the page of an F-key. */
  readonly above: readonly MessageLine[]
  /** A line that says why the last action did not work. */
  readonly notice: string | null
  readonly choice: Choice | null
}

/** What can happen to a menu. */
export type MenuEvent =
  | { readonly kind: 'key'; readonly key: Key; readonly now: number }
  | { readonly kind: 'tick'; readonly now: number }
  | { readonly kind: 'checked'; readonly right: boolean; readonly now: number }
  | { readonly kind: 'resized'; readonly rows: number }

/** What a screen begins with. */
export interface StartOptions {
  now: number
  /** Milliseconds without a key after which a screen without a time-out of its own acts as if Enter was pressed. */
  menuTimeoutMs: number
  /** Rows of the screen. */
  rows: number
  /** Show the menu at once, in spite of MENU HIDDEN and MENU SHIFTKEY. */
  interactive: boolean
  /** The entry that was chosen last: a screen that says why it did not boot begins there. */
  last: readonly number[] | null
}
