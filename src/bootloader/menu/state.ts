/** What is on the screen and what may happen to it: plain data for model.ts and draw.ts. Times are ms of one clock. */

import type { Choice, Screen } from '../../pxecfg-parser/menu-model.ts'
import type { Key } from './keys.ts'
import type { Line } from './line.ts'
import type { MenuTree, Place } from './menu-tree.ts'
import type { MessageLine } from './message.ts'

/** The cursor's row in a menu (-1: none can be selected), and the first row that is seen. */
export interface Position {
  readonly row: number
  readonly top: number
}

/** What a right password opens: the entry, the editor of its command line, or the boot: prompt. */
export type Locked = 'boot' | 'edit' | 'prompt'

export type Mode =
  /** MENU HIDDEN: a countdown, and no menu until a key is pressed. */
  | { readonly kind: 'hidden'; readonly place: Place }
  | { readonly kind: 'menu'; readonly place: Place }
  /** Tab: the command line of the entry under the cursor. */
  | { readonly kind: 'edit'; readonly place: Place; readonly line: Line }
  | { readonly kind: 'password'; readonly place: Place; readonly opens: Locked; readonly typed: Line }
  /** Somebody else finds out whether `typed` is one of `passwords`, and sends `checked`. */
  | {
      readonly kind: 'checking'
      readonly place: Place
      readonly opens: Locked
      readonly typed: string
      readonly passwords: readonly string[]
    }
  /** A text of several lines (MENU HELP, F1), from line `top` on; a key shows more of it, and then `back`. */
  | {
      readonly kind: 'page'
      readonly place: Place
      readonly back: Mode
      readonly lines: readonly MessageLine[]
      readonly top: number
    }
  /** boot:, with the menu that Esc goes back to; null: there is none. `listed`: Tab asked for the labels. `ctrlF`: a digit makes an F-key. */
  | {
      readonly kind: 'prompt'
      readonly back: Place | null
      readonly line: Line
      readonly listed: boolean
      readonly ctrlF: boolean
    }

export interface MenuState {
  readonly screen: Screen
  /** null: the screen is a prompt. */
  readonly tree: MenuTree | null
  readonly mode: Mode
  /** Where the cursor was in the menus that have been seen. */
  readonly positions: ReadonlyMap<Place, Position>
  /** Of the screen. */
  readonly rows: number
  /** When TIMEOUT runs out; null: it is off, or a key stopped it. */
  readonly bootAt: number | null
  /** When TOTALTIMEOUT runs out. */
  readonly endAt: number | null
  /** When a screen that would wait for ever is ended. */
  readonly idleAt: number
  readonly menuTimeoutMs: number
  /** The text above the boot: prompt: DISPLAY, or the page of an F-key. */
  readonly above: readonly MessageLine[]
  /** A line for the person: why the last thing did not work. */
  readonly notice: string | null
  readonly choice: Choice | null
}

export type MenuEvent =
  | { readonly kind: 'key'; readonly key: Key; readonly now: number }
  | { readonly kind: 'tick'; readonly now: number }
  | { readonly kind: 'checked'; readonly right: boolean; readonly now: number }
  | { readonly kind: 'resized'; readonly rows: number }

export interface StartOptions {
  now: number
  /** After so long without a key (ms) a screen that has no time-out of its own acts as if Enter was pressed. */
  menuTimeoutMs: number
  /** Of the screen. */
  rows: number
  /** Show the menu at once: MENU HIDDEN and MENU SHIFTKEY do not count. */
  interactive: boolean
  /** The entry that was chosen last: a screen that says why it did not boot begins there. */
  last: readonly number[] | null
}
