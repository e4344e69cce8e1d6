/** The menu as a function of keys and time. What menu.c32 does is in syslinux com32/menu/menumain.c, run_menu. */

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { nextTick, startMenu, step } from '../../../src/bootloader/menu/model.ts'
import type { MenuState } from '../../../src/bootloader/menu/state.ts'
import type { Choice, Menu, Screen } from '../../../src/pxecfg-parser/menu-model.ts'
import { chooseByKeys } from '../../support/choose-by-keys.ts'
import { entry, menu, menuScreen, promptScreen, SEPARATOR, TOUR } from './screens.ts'

const model = suite('menu model')

const chosen = (...path: number[]): Choice => ({ kind: 'entry', path })
const timedOut = (index: number): Choice => ({ kind: 'entry', path: [index], timedOut: true })
const edited = (command: string, ...path: number[]): Choice => ({ kind: 'entry', path, command })
const typed = (text: string): Choice => ({ kind: 'command', text })
const QUIT: Choice = { kind: 'quit' }

/** Keys, and nobody there afterwards. */
function plays(title: string, screen: Screen, keys: string, choice: Choice) {
  model(title, async () => assert.equal(await chooseByKeys(screen, keys.split(/ +/).filter(Boolean)), choice))
}

const start = (screen: Screen, more = {}) =>
  startMenu(screen, { now: 0, menuTimeoutMs: 60_000, rows: 24, interactive: false, last: null, ...more })
const press = (state: MenuState, key: string, now: number) => step(state, { kind: 'key', key, now })
const tick = (state: MenuState, now: number) => step(state, { kind: 'tick', now })

const tour = menuScreen(TOUR, { prompt: { labels: ['alpha', 'beta'], default: 'menu.c32' } })
const six = (more: Partial<Menu> = {}) =>
  menuScreen(
    menu(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((label) => entry(label)),
      more,
    ),
  )

plays('Enter boots the entry under the cursor', tour, 'Enter', chosen(0))
plays('the cursor starts on the default', six({ defaultIndex: 3 }), 'Enter', chosen(3))
plays('Up stops at the first entry', tour, 'Up Up Enter', chosen(0))
plays('Down skips separators, disabled and hidden entries', tour, 'Down Down Enter Enter', chosen(5, 0))
plays('Down stops at the last entry', six(), 'Down Down Down Down Down Down Down Enter', chosen(5))
plays('End and Home go to the ends', six(), 'End Enter', chosen(5))
plays('Home goes to the first entry', six({ defaultIndex: 4 }), 'Home Enter', chosen(0))
plays('+ and - are Down and Up', six(), '+ + - Enter', chosen(1))
plays('Ctrl-N and Ctrl-P are Down and Up', six(), 'Ctrl-N Ctrl-N Ctrl-P Enter', chosen(1))
plays('PageDown, > and Space go a screenful down', six(), 'PageDown Enter', chosen(5))
plays(
  'a first entry that is disabled is skipped',
  menuScreen(menu([SEPARATOR, entry('a')])),
  'Enter',
  chosen(1),
)
plays(
  'Home finds the first that can be chosen',
  menuScreen(menu([SEPARATOR, entry('a'), entry('b')])),
  'Down Home Enter',
  chosen(1),
)

plays('a hotkey moves the cursor and waits for Enter', tour, 'e Enter', chosen(1))
plays('a hotkey counts in either case', tour, 'E Enter', chosen(1))
plays('the hotkey of MENU IMMEDIATE boots at once', tour, 'g', chosen(6))
plays('a key without a meaning does nothing', tour, 'z F5 Unknown Enter', chosen(0))
plays(
  'of two entries with one hotkey the first has it',
  menuScreen(menu([entry('a', { hotkey: 'X' }), entry('b', { hotkey: 'X' })])),
  'Down x Enter',
  chosen(0),
)
plays(
  'a disabled entry has no hotkey',
  menuScreen(menu([entry('a'), { label: null, display: 'x', hotkey: 'X', disabled: true }])),
  'x Enter',
  chosen(0),
)

plays(
  'Esc leaves a submenu, whose cursor stays where it was',
  tour,
  't Enter Down Esc Enter Up Enter',
  chosen(5, 0),
)
plays('MENU EXIT leaves a submenu', tour, 't Enter k Enter Up Enter', chosen(1))
plays('MENU GOTO opens the menu of that tag', tour, 't Enter d Enter Enter', chosen(5, 3, 0))
plays(
  'Esc after MENU GOTO leads to the parent of where it led',
  tour,
  't Enter d Enter Esc m Enter',
  chosen(5, 0),
)
plays('MENU QUIT leaves the menu', tour, 'l Enter', QUIT)
plays('MENU START is where it begins', menuScreen(TOUR, { start: 'deep' }), 'Enter', chosen(5, 3, 0))
plays(
  'Esc at a start menu opens its parent',
  menuScreen(TOUR, { start: 'deep' }),
  'Esc m Enter',
  chosen(5, 0),
)
plays('an unknown start menu is the root', menuScreen(TOUR, { start: 'nowhere' }), 'Enter', chosen(0))
plays(
  '.top is the root',
  menuScreen(
    menu([
      entry('a'),
      {
        label: null,
        display: 's',
        submenu: menu([{ label: null, display: 'top', action: 'goto', target: '.top' }]),
      },
    ]),
  ),
  'Down Enter Enter Up Enter',
  chosen(0),
)

plays('Tab edits the command line', tour, 'Tab Space x Enter', edited('vmlinuz alpha x', 0))
plays('an unchanged command line is the entry itself', tour, 'Tab x Backspace Enter', chosen(0))
plays('Esc drops what was edited', tour, 'Tab x Esc Enter', chosen(0))
plays(
  'Tab does nothing on an entry without a command line',
  menuScreen(menu([{ label: 'help', display: 'help' }, entry('a')])),
  'Tab Down Enter',
  chosen(1),
)
plays('Tab does nothing on a submenu', tour, 't Tab Enter Enter', chosen(5, 0))
plays('ALLOWOPTIONS 0: Tab and Esc do nothing', six({ noEdit: true }), 'Tab Esc Down Enter', chosen(1))
plays(
  'NOESCAPE: Esc does nothing, Tab edits',
  six({ noEscape: true }),
  'Esc Tab x Enter',
  edited('vmlinuz ax', 0),
)

plays('Esc opens the boot: prompt', tour, 'Esc beta Space single Enter', typed('beta single'))
plays('Esc at the boot: prompt returns to the menu', tour, 'Esc b Esc Down Enter', chosen(1))
plays('Enter on an empty boot: prompt returns to the menu', tour, 'Esc Enter Enter', chosen(0))
plays('PROMPT 1: Enter runs the default', promptScreen({ default: 'linux 1' }), 'Enter', typed('linux 1'))
plays(
  'PROMPT 1: blanks are nothing typed',
  promptScreen({ default: 'linux' }),
  'Space Space Enter',
  typed('linux'),
)
plays(
  'PROMPT 1: a label with options',
  promptScreen({ default: 'linux' }),
  'x a Backspace Space y Enter',
  typed('x y'),
)
plays(
  'PROMPT 1: time-out runs ONTIMEOUT',
  promptScreen({ default: 'a', onTimeout: 'b', timeoutMs: 100 }),
  '',
  typed('b'),
)
plays(
  'PROMPT 1: time-out without ONTIMEOUT runs the default',
  promptScreen({ default: 'a', timeoutMs: 100 }),
  '',
  typed('a'),
)
plays(
  'PROMPT 1: an unfinished line is dropped for the default',
  promptScreen({ default: 'a', onTimeout: 'b', timeoutMs: 100 }),
  'x',
  typed('a'),
)
plays('PROMPT 1 without a default ends', promptScreen(), 'Enter', QUIT)

const secret = (more: Partial<Menu> = {}) =>
  menuScreen(
    menu([entry('open'), entry('locked', { password: 'own' })], { masterPassword: 'master', ...more }),
  )
plays("an entry's password opens it", secret(), 'Down Enter own Enter', chosen(1))
plays('the master password opens every entry', secret(), 'Down Enter master Enter', chosen(1))
plays('a wrong password returns to the menu', secret(), 'Down Enter wrong Enter Up Enter', chosen(0))
plays(
  'Esc and an empty password lead back to the menu',
  secret(),
  'Down Enter Esc Enter Enter Up Enter',
  chosen(0),
)
plays('an entry without a password asks for none', secret(), 'Enter', chosen(0))
plays('Tab asks for the master password', secret(), 'Tab master Enter x Enter', edited('vmlinuz openx', 0))
plays("Tab does not take the entry's own password", secret(), 'Down Tab own Enter Up Enter', chosen(0))
plays('Esc asks for the master password', secret(), 'Esc master Enter x Enter', typed('x'))
plays(
  'a hotkey of MENU IMMEDIATE asks for the password',
  menuScreen(menu([entry('a'), entry('b', { hotkey: 'B', immediate: true, password: 'p' })])),
  'b p Enter',
  chosen(1),
)
plays('a time-out boots without asking', secret({ defaultIndex: 1, timeoutMs: 100 }), '', timedOut(1))
plays('so does a menu that nobody answers', secret({ defaultIndex: 1 }), '', chosen(1))
plays('but waiting opens nothing that a person walked to', secret(), 'Down', chosen(0))
plays('nor what a person was asked a password for', secret(), 'Down Enter wro', chosen(0))
plays(
  'nor an entry in a menu that a person walked to',
  menuScreen(
    menu([entry('a'), { label: null, display: 's', submenu: menu([entry('b', { password: 'p' })]) }]),
  ),
  'Down Enter',
  chosen(0),
)

plays(
  'a time-out boots the default, not what is under the cursor',
  six({ defaultIndex: 2, timeoutMs: 100 }),
  '',
  timedOut(2),
)
plays(
  'ONTIMEOUT comes before the default',
  six({ timeoutMs: 100, onTimeout: 'other x' }),
  '',
  typed('other x'),
)
plays(
  'without a time-out, Enter on the default in the end',
  six({ defaultIndex: 2, onTimeout: 'other' }),
  '',
  chosen(2),
)
plays(
  'a person who leaves gets what is under the cursor',
  six({ timeoutMs: 100, defaultIndex: 2 }),
  'Down',
  chosen(3),
)
plays(
  'a time-out on a submenu ends the menu',
  menuScreen(menu([{ label: null, display: 's', submenu: menu([entry('a')]) }], { timeoutMs: 100 })),
  '',
  QUIT,
)
plays(
  'nobody, and no time-out: Enter goes through a submenu',
  menuScreen(menu([{ label: null, display: 's', submenu: menu([entry('a')]) }])),
  '',
  chosen(0, 0),
)
plays(
  'menus that lead into one another end',
  menuScreen(menu([{ label: null, display: 'x', action: 'goto', target: 'x' }], { tag: 'x' })),
  '',
  QUIT,
)
plays(
  'a menu with nothing to choose ends',
  menuScreen(menu([SEPARATOR], { defaultIndex: -1 })),
  'Enter Down Up End',
  QUIT,
)

plays(
  'MENU HIDDEN: a time-out boots the default',
  six({ hidden: true, defaultIndex: 1, timeoutMs: 100 }),
  '',
  timedOut(1),
)
plays('MENU HIDDEN: ONTIMEOUT', six({ hidden: true, timeoutMs: 100, onTimeout: 'x' }), '', typed('x'))
plays(
  'MENU HIDDEN: a key shows the menu without choosing anything',
  six({ hidden: true, timeoutMs: 100 }),
  'Enter Down Enter',
  chosen(1),
)
plays(
  'MENU HIDDENKEY runs its command',
  six({ hidden: true, hiddenKeys: { F3: 'rescue', x: 'y z' } }),
  'F3',
  typed('rescue'),
)
plays('MENU HIDDENKEY tells case apart', six({ hidden: true, hiddenKeys: { x: 'y' } }), 'X Enter', chosen(0))
plays(
  'MENU HIDDENKEY counts only while hidden',
  six({ hidden: true, hiddenKeys: { x: 'y' } }),
  'Enter x Enter',
  chosen(0),
)
plays(
  'MENU SHIFTKEY: no Shift on a console, so the default at once',
  six({ shiftKey: true, defaultIndex: 4, onTimeout: 'x' }),
  'Home Enter',
  chosen(4),
)

model('an interactive run shows a menu that would be hidden', () => {
  assert.is(start(six({ shiftKey: true, hidden: true }), { interactive: true }).mode.kind, 'menu')
})

model('the countdown ends on its time, a key stops it for good', () => {
  const state = start(six({ timeoutMs: 5000 }))
  assert.is(nextTick(state, 0), 1000)
  assert.is(nextTick(state, 1300), 2000)
  assert.is(tick(state, 4999).choice, null)
  assert.equal(tick(state, 5000).choice, timedOut(0))
  const stopped = press(state, 'Unknown', 4000)
  assert.is(tick(stopped, 63_999).choice, null)
  assert.equal(tick(stopped, 64_000).choice, chosen(0))
})

model('TOTALTIMEOUT runs whatever is pressed, in dialogs too', () => {
  const state = start(six({ totalTimeoutMs: 5000, timeoutMs: 9000, defaultIndex: 1 }))
  const editing = press(press(state, 'Down', 4000), 'Tab', 4500)
  assert.is(editing.mode.kind, 'edit')
  assert.equal(tick(editing, 5000).choice, timedOut(1))
})

model('each key puts off the end of a menu that would wait for ever', () => {
  const state = start(six(), { menuTimeoutMs: 1000 })
  const pressed = press(press(state, 'Down', 900), 'Down', 1800)
  assert.is(tick(pressed, 2799).choice, null)
  assert.equal(tick(pressed, 2800).choice, chosen(2))
})

model('a menu with a long time-out of its own is not cut short', () => {
  const state = start(six({ timeoutMs: 3_600_000 }), { menuTimeoutMs: 1000 })
  assert.is(tick(state, 3_599_999).choice, null)
})

model('says why the last choice did not boot, until a key is pressed', () => {
  const state = start(menuScreen(TOUR, { error: 'no such file' }))
  assert.is(state.notice, 'no such file')
  assert.is(press(state, 'Down', 0).notice, null)
})

model('begins on the entry that did not boot, and counts down only if that is the default', () => {
  const failed = menuScreen({ ...TOUR, timeoutMs: 100 }, { error: 'memtest: not found' })
  const back = start(failed, { last: [5, 0] })
  assert.is(back.bootAt, null)
  assert.equal(press(back, 'Enter', 0).choice, chosen(5, 0))
  assert.is(start(failed, { last: [0] }).bootAt, 100)
  assert.equal(press(start(failed, { last: [5, 99, 0] }), 'Enter', 0).choice, chosen(0))
  assert.equal(press(start(menuScreen(TOUR), { last: [5, 0] }), 'Enter', 0).choice, chosen(0), 'another menu')
})

model("TOTALTIMEOUT is the whole menu system's, wherever it starts", () => {
  const tag = menuScreen({ ...TOUR, totalTimeoutMs: 100 }, { start: 'deep' })
  assert.is(start(tag).endAt, 100)
})

plays(
  'a start menu without a tag',
  menuScreen(menu([entry('a'), { label: null, display: 's', submenu: menu([entry('b')]) }]), { start: '' }),
  'Enter',
  chosen(1, 0),
)

model('walking a hundred thousand entries is as fast as listing them', () => {
  const entries = Array.from({ length: 100_000 }, (_, index) => entry(`l${index}`, { disabled: true }))
  let state = start(menuScreen(menu([...entries, entry('last'), ...entries])))
  for (const key of ['Home', 'PageDown', 'Down', 'Up', 'Home', 'End']) state = press(state, key, 0)
  assert.equal(press(state, 'Enter', 0).choice, chosen(100_000))
})

model('whatever is pressed, the menu ends, and what it chose is there', async () => {
  const keys = [
    'Up',
    'Down',
    'Home',
    'End',
    'Enter',
    'Esc',
    'Tab',
    'PageUp',
    'PageDown',
    't',
    'k',
    'd',
    'x',
    ' ',
    'Ctrl-W',
  ]
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...keys)), fc.boolean(), async (pressed, timed) => {
      const screen = menuScreen({ ...TOUR, timeoutMs: timed ? 100 : 0 }, { prompt: { default: 'menu.c32' } })
      const choice = await chooseByKeys(screen, pressed)
      if (choice.kind !== 'entry') return
      const entries = choice.path.reduce(
        (list, index) => list[index]?.submenu?.entries ?? [list[index] ?? SEPARATOR],
        TOUR.entries,
      )
      assert.is(typeof entries[0]?.label, 'string')
    }),
  )
})

model.run()
