// What a screen says survives the way from the client process to the one that has the terminal.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import type { Menu, MenuEntry, Prompt, Screen } from '../../src/pxecfg-parser/menu-model.ts'
import { Screen as ScreenSchema } from '../../src/pxecfg-parser/menu-schema.ts'

const schema = suite('screens between processes')

const entry: Required<Omit<MenuEntry, 'submenu'>> = {
  label: 'a',
  display: 'A',
  hotkey: 'A',
  default: true,
  hidden: true,
  disabled: true,
  separator: true,
  indent: 1,
  password: 'p',
  help: 'h',
  action: 'goto',
  target: 't',
  command: 'c',
  immediate: true,
}
const root: Required<Menu> = {
  tag: 'm',
  title: 'M',
  entries: [entry],
  default: 'a',
  defaultIndex: 0,
  timeoutMs: 1,
  totalTimeoutMs: 2,
  hidden: true,
  clear: true,
  masterPassword: 'p',
  shiftKey: true,
  noEdit: true,
  noEscape: true,
  escapeQuits: true,
  exactKeys: true,
  onTimeout: 'a',
  pages: { F1: 'f1.txt' },
  hiddenKeys: { F1: 'a' },
  messages: { autoboot: 'a', tab: 't', noTab: 'n', passwordPrompt: 'p' },
}
const prompt: Required<Prompt> = {
  labels: ['a'],
  question: 'q',
  secret: true,
  anyKey: true,
  pages: { F1: 'f1.txt' },
  default: 'd',
  timeoutMs: 1,
  totalTimeoutMs: 2,
  onTimeout: 'a',
}

schema('lose nothing', () => {
  const screens: Screen[] = [
    { kind: 'menu', root, start: 'm', prompt, error: 'e', page: 'p' },
    { kind: 'prompt', prompt, error: 'e', page: 'p' },
  ]
  for (const screen of screens) assert.equal(v.parse(ScreenSchema, screen), screen)
})

schema.run()
