/** Schemas of menu-model.ts, for what the unprivileged client sends to the process that has the terminal. */

import * as v from 'valibot'
import { SHOWN_BYTES } from './limits.ts'
import type {
  Choice as ChoiceModel,
  MenuEntry as EntryModel,
  Menu as MenuModel,
  Prompt as PromptModel,
  Screen as ScreenModel,
} from './menu-model.ts'

/** A line of a configuration is 4095 bytes at most; TEXT HELP has many. */
const Line = v.pipe(v.string(), v.maxLength(8192))
const Help = v.pipe(v.string(), v.maxLength(8 * 1024 * 1024))
const Pages = v.exactOptional(v.record(v.string(), Line))
const Page = v.exactOptional(v.pipe(v.string(), v.maxLength(SHOWN_BYTES)))
const Ms = v.pipe(v.number(), v.minValue(0))
const yes = v.exactOptional(v.literal(true))

export const MenuEntry: v.GenericSchema<EntryModel> = v.object({
  label: v.nullable(Line),
  display: Line,
  hotkey: v.exactOptional(Line),
  default: yes,
  hidden: yes,
  disabled: yes,
  separator: yes,
  indent: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  password: v.exactOptional(Line),
  help: v.exactOptional(Help),
  action: v.exactOptional(v.picklist(['exit', 'goto', 'quit'])),
  target: v.exactOptional(Line),
  submenu: v.exactOptional(v.lazy(() => Menu)),
  command: v.exactOptional(v.pipe(v.string(), v.maxLength(65536))),
  immediate: yes,
})

export const Menu: v.GenericSchema<MenuModel> = v.object({
  tag: v.nullable(Line),
  title: Line,
  entries: v.array(MenuEntry),
  default: v.nullable(Line),
  defaultIndex: v.pipe(v.number(), v.integer(), v.minValue(-1)),
  timeoutMs: Ms,
  totalTimeoutMs: v.exactOptional(Ms),
  hidden: yes,
  clear: yes,
  masterPassword: v.exactOptional(Line),
  shiftKey: yes,
  noEdit: yes,
  noEscape: yes,
  escapeQuits: yes,
  exactKeys: yes,
  onTimeout: v.exactOptional(Line),
  hiddenKeys: v.exactOptional(v.record(v.string(), Line)),
  pages: Pages,
  messages: v.exactOptional(
    v.object({
      autoboot: v.exactOptional(Line),
      tab: v.exactOptional(Line),
      noTab: v.exactOptional(Line),
      passwordPrompt: v.exactOptional(Line),
    }),
  ),
})

const Prompt: v.GenericSchema<PromptModel> = v.object({
  labels: v.array(Line),
  question: v.exactOptional(Line),
  secret: yes,
  anyKey: yes,
  pages: Pages,
  default: v.nullable(Line),
  timeoutMs: Ms,
  totalTimeoutMs: v.exactOptional(Ms),
  onTimeout: v.nullable(Line),
})

export const Screen: v.GenericSchema<ScreenModel> = v.variant('kind', [
  v.object({
    kind: v.literal('menu'),
    root: Menu,
    start: v.nullable(Line),
    prompt: Prompt,
    error: v.exactOptional(v.string()),
    page: Page,
  }),
  v.object({ kind: v.literal('prompt'), prompt: Prompt, error: v.exactOptional(v.string()), page: Page }),
])

export const Choice: v.GenericSchema<ChoiceModel> = v.variant('kind', [
  v.object({
    kind: v.literal('entry'),
    path: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.minLength(1), v.maxLength(1024)),
    command: v.exactOptional(Line),
    timedOut: yes,
  }),
  v.object({ kind: v.literal('command'), text: Line }),
  v.object({ kind: v.literal('page'), file: Line }),
  v.object({ kind: v.literal('quit') }),
])
