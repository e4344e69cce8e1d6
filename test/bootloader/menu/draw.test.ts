import xterm from '@xterm/headless'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { draw } from '../../../src/bootloader/menu/draw.ts'
import { countdownText } from '../../../src/bootloader/menu/draw-texts.ts'
import { paint, type Size } from '../../../src/bootloader/menu/frame.ts'
import { startMenu, step } from '../../../src/bootloader/menu/model.ts'
import type { Screen } from '../../../src/pxecfg-parser/menu-model.ts'
import { entry, menu, menuScreen, promptScreen, TOUR } from './screens.ts'

const drawing = suite('menu drawing')

const VT100: Size = { columns: 80, rows: 24 }

/** What a terminal of `size` shows after `keys`, each drawn over the last. */
async function seen(screen: Screen, keys: readonly string[] = [], size = VT100): Promise<string[]> {
  const terminal = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true })
  let state = startMenu(screen, {
    now: 0,
    menuTimeoutMs: 60_000,
    rows: size.rows,
    interactive: false,
    last: null,
  })
  let frame = draw(state, size, 0)
  terminal.write(paint(null, frame))
  for (const key of keys) {
    state = step(state, { kind: 'key', key, now: 0 })
    const next = draw(state, size, 0)
    terminal.write(paint(frame, next))
    frame = next
  }
  await new Promise<void>((resolve) => terminal.write('', resolve))
  return [...Array(size.rows).keys()].map(
    (row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? '',
  )
}

drawing("is menu.c32's on 80x24", async () => {
  const screen = await seen(menuScreen({ ...TOUR, timeoutMs: 5000 }, { error: 'vmlinuz: not found' }))
  assert.snapshot(
    screen.slice(0, 22).join('\n'),
    `          +----------------------------------------------------------+
          |                          A tour                          |
          +----------------------------------------------------------+
          | Alpha Linux                                              |
          | Beta Linux                                               |
          |                                                          |
          | Out of order                                             |
          | Tools                                                  > |
          | Gamma                                                    |
          | Leave                                                    |
          |                                                          |
          |                                                          |
          |                                                          |
          |                                                          |
          |                                                          |
          +----------------------------------------------------------+
                               vmlinuz: not found
                          Press [Tab] to edit options

                         Automatic boot in 5 seconds...
The first one.
For everybody.`,
  )
})

drawing('shows indents and the way back in a submenu', async () => {
  const screen = await seen(menuScreen(TOUR), ['t', 'Enter'])
  assert.match(screen[1] ?? '', / Tools /)
  assert.match(screen[3] ?? '', /\| {3}Memory test /)
  assert.match(screen[4] ?? '', /\| Back +< \|/)
})

drawing('marks hotkeys in bold and the cursor in reverse video', () => {
  const state = startMenu(menuScreen(TOUR), {
    now: 0,
    menuTimeoutMs: 1,
    rows: 24,
    interactive: false,
    last: null,
  })
  const { lines } = draw(state, VT100, 0)
  assert.match(lines[3] ?? '', '\x1b[7m \x1b[m\x1b[1;7mA\x1b[m\x1b[7mlpha')
  assert.match(lines[4] ?? '', ' B\x1b[1me\x1b[mta')
})

drawing('scrolls, with a bar that says where', async () => {
  const many = menuScreen(menu(Array.from({ length: 30 }, (_, index) => entry(`entry ${index}`))))
  const first = await seen(many)
  assert.match(first[14] ?? '', /entry 11 /)
  assert.match(first[3] ?? '', /#$/)
  const last = await seen(many, ['End'])
  assert.match(last[14] ?? '', /entry 29 +#$/)
  assert.match(last[3] ?? '', /entry 18 +\|$/)
  assert.match((await seen(many, ['End', 'PageUp']))[3] ?? '', /entry 17 /)
})

drawing('takes the words of the configuration', async () => {
  const messages = { tab: 'TAB!', noTab: 'NO TAB!', autoboot: 'Go: #', passwordPrompt: 'Say friend' }
  const entries = [entry('a', { password: 'p' })]
  const screen = await seen(menuScreen(menu(entries, { messages, timeoutMs: 2000 })))
  assert.is(screen[17]?.trim(), 'TAB!')
  assert.is(screen[19]?.trim(), 'Go: 2')
  assert.is((await seen(menuScreen(menu(entries, { messages, noEdit: true }))))[17]?.trim(), 'NO TAB!')
  assert.is((await seen(menuScreen(menu(entries, { messages, masterPassword: 'x' }))))[17]?.trim(), 'NO TAB!')
  assert.is((await seen(menuScreen(menu(entries, { messages })), ['Enter', 'x', 'y']))[17], 'Say friend: **')
})

drawing('wraps a long command line, and keeps the cursor in sight', async () => {
  const long = menuScreen(menu([entry('a', { command: `${'0123456789'.repeat(200)}end` })]))
  const screen = await seen(long, ['Tab'])
  assert.match(screen[23] ?? '', /end$/)
  assert.match((await seen(long, ['Tab', 'Home']))[17] ?? '', /^> 0123456789/)
})

const countdowns: [string, number, string][] = [
  ['Automatic boot in # second{,s}...', 1, 'Automatic boot in 1 second...'],
  ['Automatic boot in # second{,s}...', 2, 'Automatic boot in 2 seconds...'],
  ['# {one,two,many} #', 2, '2 two 2'],
  ['# {one,two,many}', 5, '5 many'],
  ['{always', 5, 'always'],
  ['no number', 5, 'no number'],
]
for (const [message, seconds, text] of countdowns) {
  drawing(`${message} with ${seconds} is ${text}`, () => assert.is(countdownText(message, seconds), text))
}

drawing('lists labels that begin as typed, and says how many it leaves out', async () => {
  const labels = Array.from({ length: 3000 }, (_, index) => `label-${index}`)
  const all = await seen(promptScreen({ labels }), ['Tab'])
  assert.match(all[0] ?? '', /^label-0 +label-1 /)
  assert.match(all.join('\n'), /\.\.\. and 2888 more/)
  const some = await seen(promptScreen({ labels }), [...'label-299', 'Tab'])
  assert.match(some[0] ?? '', /^label-299 +label-2990 /)
  assert.is(some.at(2), 'boot: label-299')
  assert.is((await seen(promptScreen({ labels }), ['x', 'Tab']))[0], 'No such label.')
})

drawing('shows a text of several lines a screenful at a time, and then the menu', async () => {
  const text = `\x0f0f${Array.from({ length: 30 }, (_, line) => `line ${line}\x1b[2J`).join('\r\n')}\x1anever`
  const screen = menuScreen(TOUR, { error: text })
  const first = await seen(screen)
  assert.is(first[0], 'line 0^[[2J')
  assert.is(first[22], 'line 22^[[2J')
  assert.is(first[23], 'Press a key')
  const second = await seen(screen, [' '])
  assert.equal(second.slice(0, 9), [
    ...[23, 24, 25, 26, 27, 28, 29].map((line) => `line ${line}^[[2J`),
    'Press a key',
    '',
  ])
  assert.match((await seen(screen, [' ', ' '])).join('\n'), /Alpha Linux/)
  assert.match((await seen(screen, ['Esc'])).join('\n'), /Alpha Linux/)
})

drawing('fits every size, and scrolls no terminal', async () => {
  const sizes = [
    [1, 1],
    [5, 20],
    [10, 40],
    [24, 132],
    [50, 200],
  ] as const
  for (const [rows, columns] of sizes) {
    for (const keys of [[], ['Tab'], ['Esc', 'Tab', 'x'], ['t', 'Enter', 'End']]) {
      const screen = menuScreen({ ...TOUR, timeoutMs: 5000 }, { error: 'x'.repeat(300) })
      const { lines, cursor } = draw(
        keys.reduce(
          (state, key) => step(state, { kind: 'key', key, now: 0 }),
          startMenu(screen, {
            now: 0,
            menuTimeoutMs: 1,
            rows,
            last: null,
            interactive: false,
          }),
        ),
        { rows, columns },
        0,
      )
      assert.ok(lines.length <= rows, `${lines.length} lines on ${rows}`)
      assert.ok(cursor.row < rows && cursor.column < Math.max(2, columns), JSON.stringify(cursor))
    }
  }
})

drawing('writes nothing but text and the sequences of a VT100, whatever the server says', () => {
  const text = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1'))
  const keys = fc.array(fc.constantFrom('Down', 'Tab', 'Esc', 'Enter', 'x', '\x9b'), { maxLength: 6 })
  fc.assert(
    fc.property(text, keys, (evil, pressed) => {
      const messages = { autoboot: evil, tab: evil, noTab: evil, passwordPrompt: evil }
      const entries = [
        entry(evil, { hotkey: 'X', help: evil, command: evil }),
        entry('b', { display: evil, password: 'p' }),
      ]
      const root = menu(entries, { title: evil, timeoutMs: 1000, messages })
      const screen = menuScreen(root, { error: evil, prompt: { labels: [evil] } })
      let state = startMenu(screen, { now: 0, menuTimeoutMs: 1, rows: 24, interactive: false, last: null })
      let frame = draw(state, VT100, 0)
      let bytes = paint(null, frame)
      for (const key of pressed) {
        state = step(state, { kind: 'key', key, now: 0 })
        const next = draw(state, VT100, 0)
        bytes += paint(frame, next)
        frame = next
      }
      assert.match(bytes, /^(?:\x1b\[[0-9;]*[HJKm]|\x1b\(B|\x0f|[^\x00-\x1f\x7f-\x9f])*$/)
    }),
  )
})

drawing('writes only the lines that changed', () => {
  const state = startMenu(menuScreen({ ...TOUR, timeoutMs: 5000 }), {
    now: 0,
    menuTimeoutMs: 1,
    rows: 24,
    interactive: false,
    last: null,
  })
  const frame = draw(state, VT100, 0)
  assert.is(paint(frame, draw(state, VT100, 0)), '')
  assert.match(
    paint(frame, draw(state, VT100, 1000)),
    /^\x1b\[20;1H +Automatic boot in 4 seconds\.\.\.\x1b\[K\x1b\[4;1H$/,
  )
})

drawing.run()
