/** The menu on a real pseudo-terminal, read through a terminal emulator. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Screen } from '../../../src/pxecfg-parser/menu-model.ts'
import { openPty, type Pty } from '../../support/pty.ts'
import { entry, menu, menuScreen, promptScreen, TOUR } from './screens.ts'

const onTerminal = suite('menu on a terminal')

const UP = '\x1b[A'
const DOWN = '\x1b[B'
const APPLICATION_DOWN = '\x1bOB'
const LEFT = '\x1b[D'
const HOME = '\x1b[1~'
const DELETE = '\x1b[3~'
const ESC = '\x1b'

interface Options {
  menuTimeoutMs?: number
  interactive?: boolean
  abortMs?: number
  raw?: boolean
}

/** Shows `screen`, or several in turn, on a new terminal, lets `person` use it, and gives what the menu answered. */
async function played(screen: Screen | Screen[], person: (pty: Pty) => Promise<void>, options: Options = {}) {
  const { raw = true, ...rest } = options
  const directory = mkdtempSync(join(tmpdir(), 'menu-'))
  const [screenFile, resultFile] = [join(directory, 'screen.json'), join(directory, 'result.json')]
  writeFileSync(screenFile, JSON.stringify({ screens: [screen].flat(), ...rest }))
  const driver = new URL('play-screen.ts', import.meta.url).pathname
  const pty = openPty([process.execPath, '--import', 'tsx', driver, screenFile, resultFile], { raw })
  try {
    await person(pty)
    return await result(resultFile)
  } finally {
    pty.hangUp()
    rmSync(directory, { recursive: true })
  }
}

async function result(file: string): Promise<unknown> {
  for (let look = 0; look < 1000; look++) {
    try {
      return JSON.parse(readFileSync(file, 'utf8'))
    } catch {
      await delay(20)
    }
  }
  throw new Error('the menu never answered')
}

onTerminal('shows title, entries and help, and is left with what the arrows chose', async () => {
  const choice = await played(menuScreen(TOUR), async (pty) => {
    await pty.until('The first one.')
    const screen = pty.screen()
    assert.match(screen[1] ?? '', /\| +A tour +\|/)
    assert.match(screen[3] ?? '', /\| Alpha Linux +\|/)
    assert.match(screen[5] ?? '', /^ +\| +\|$/)
    assert.match(screen[7] ?? '', /\| Tools +> \|/)
    assert.not.match(screen.join('\n'), /Ghost/)
    assert.match(screen[17] ?? '', /Press \[Tab\] to edit options/)
    assert.is(screen[20], 'The first one.')
    assert.is(screen[21], 'For everybody.')
    assert.is(pty.line('Alpha Linux')?.reverse, true)
    assert.is(pty.line('Beta Linux')?.reverse, false)
    pty.type(DOWN)
    await pty.until(/^(?![\s\S]*The first one)/)
    assert.is(pty.line('Beta Linux')?.reverse, true)
    assert.is(pty.cursor().row, 4)
    pty.type('\r')
  })
  assert.equal(choice, { kind: 'entry', path: [1] })
})

onTerminal('takes application-mode arrows, and skips what cannot be chosen', async () => {
  const choice = await played(menuScreen(TOUR), async (pty) => {
    await pty.until('Alpha')
    pty.type(APPLICATION_DOWN + DOWN)
    await pty.until('Alpha')
    pty.type(`${DOWN}${UP}\r`)
    await pty.until('Memory test')
    pty.type('\r')
  })
  assert.equal(choice, { kind: 'entry', path: [5, 0] })
})

onTerminal('boots at once by a hotkey with MENU IMMEDIATE', async () => {
  const choice = await played(menuScreen(TOUR), async (pty) => {
    await pty.until('Gamma')
    pty.type('g')
  })
  assert.equal(choice, { kind: 'entry', path: [6] })
})

onTerminal('enters a submenu by hotkey and comes back by Esc and by MENU EXIT', async () => {
  const choice = await played(menuScreen(TOUR), async (pty) => {
    await pty.until('A tour')
    pty.type('t\r')
    await pty.until('Memory test')
    pty.type(ESC)
    await pty.until('Beta Linux')
    assert.is(pty.line('Tools')?.reverse, true)
    pty.type('\r')
    await pty.until('Memory test')
    pty.type('k\r')
    await pty.until('Beta Linux')
    pty.type('e\r')
  })
  assert.equal(choice, { kind: 'entry', path: [1] })
})

onTerminal('edits a command line', async () => {
  const choice = await played(menuScreen(TOUR), async (pty) => {
    await pty.until('Alpha')
    pty.type('\t')
    await pty.until('> vmlinuz alpha')
    assert.equal(pty.cursor(), { row: 17, column: 15 })
    pty.type(`${HOME}${DELETE}V${LEFT}x\x05 quiet splash\x17\x7f!`)
    await pty.until('> xVmlinuz alpha quiet!')
    pty.type('\r')
  })
  assert.equal(choice, { kind: 'entry', path: [0], command: 'xVmlinuz alpha quiet!' })
})

onTerminal('refuses a wrong password, takes the right one, and shows neither', async () => {
  const locked = menu([
    entry('a', {
      password:
        '$6$salt$egUxKNxDs8kPfh8iPMNcosMhb2eWah6d3R44JDm5Rj/j/XWR5E33QPd0YmHXoDHOIDR6kL5D3JcQcz0O8FHE00',
    }),
  ])
  const choice = await played(menuScreen(locked), async (pty) => {
    await pty.until('a ')
    pty.type('\r')
    await pty.until('Password required:')
    pty.type('wrong')
    await pty.until('Password required: *****')
    pty.type('\r')
    await pty.until('Wrong password.')
    pty.type('\rsecret\r')
    await pty.until('icanon')
    assert.not.match(pty.written(), /wrong|secret/)
  })
  assert.equal(choice, { kind: 'entry', path: [0] })
})

onTerminal('counts down and boots the default', async () => {
  const timed = menu([entry('a'), entry('b')], { defaultIndex: 1, timeoutMs: 4000 })
  const choice = await played(menuScreen(timed), (pty) => pty.until(/Automatic boot in [1-4] seconds?\.\.\./))
  assert.equal(choice, { kind: 'entry', path: [1], timedOut: true })
})

onTerminal('stops the countdown on any key, and is not left waiting for ever', async () => {
  const timed = menu([entry('a'), entry('b')], { timeoutMs: 60_000, messages: { autoboot: 'Go in # s' } })
  const choice = await played(
    menuScreen(timed),
    async (pty) => {
      await pty.until(/Go in [1-5]\d s/)
      pty.type(DOWN)
      await pty.until(/^(?![\s\S]*Go in)/)
    },
    { menuTimeoutMs: 300 },
  )
  assert.equal(choice, { kind: 'entry', path: [1] })
})

onTerminal('hides the menu until a key is pressed', async () => {
  const hidden = menu([entry('a', { display: 'Seen now' })], { hidden: true, timeoutMs: 60_000 })
  const choice = await played(menuScreen(hidden), async (pty) => {
    await pty.until(/Automatic boot in [1-6]\d seconds\.\.\./)
    assert.not.match(pty.written(), /Seen now/)
    pty.type(' ')
    await pty.until('Seen now')
    pty.type('\r')
  })
  assert.equal(choice, { kind: 'entry', path: [0] })
})

onTerminal('opens the boot: prompt on Esc, where Tab lists the labels', async () => {
  const labels = ['alpha', 'beta', 'gamma']
  const choice = await played(menuScreen(TOUR, { prompt: { labels } }), async (pty) => {
    await pty.until('Alpha')
    pty.type(ESC)
    await pty.until('boot:')
    pty.type('\t')
    await pty.until(/alpha +beta +gamma/)
    pty.type('beta single')
    await pty.until('boot: beta single')
    pty.type('\r')
  })
  assert.equal(choice, { kind: 'command', text: 'beta single' })
})

onTerminal('shows the boot: prompt of PROMPT 1, which Enter and a time-out answer', async () => {
  const screen = promptScreen({ default: 'linux', timeoutMs: 1000, onTimeout: 'fallback x' })
  const entered = await played(screen, async (pty) => {
    await pty.until('boot:')
    pty.type('\r')
  })
  assert.equal(entered, { kind: 'command', text: 'linux' })
  assert.equal(await played(screen, (pty) => pty.until('boot:')), { kind: 'command', text: 'fallback x' })
})

onTerminal('is shown again with what failed, and is used as before', async () => {
  const choices = await played(
    [menuScreen(TOUR), menuScreen(TOUR, { error: 'alpha: not found' })],
    async (pty) => {
      await pty.until('Alpha')
      pty.type('\r')
      await pty.until('alpha: not found')
      pty.type(`${DOWN}\r`)
    },
  )
  assert.equal(choices, [
    { kind: 'entry', path: [0] },
    { kind: 'entry', path: [1] },
  ])
})

onTerminal('does not wait again if nobody ever pressed a key', async () => {
  const timed = menu([entry('a')], { timeoutMs: 300 })
  const failed = menuScreen(menu([entry('a')]), { error: 'a: not found' })
  const choices = await played([menuScreen(timed), failed], (pty) => pty.until('icanon'))
  assert.equal(choices, [
    { kind: 'entry', path: [0], timedOut: true },
    { kind: 'entry', path: [0] },
  ])
})

onTerminal('never lets text from the server drive the terminal', async () => {
  const evil = 'x\x1b[2J\x1b]0;owned\x07\x9b31m\x7f\xe2\x80\xae\xc3\xa4'
  const screen = menuScreen(
    menu([entry('a', { display: evil, help: evil, command: evil })], { title: evil }),
    {
      error: evil,
    },
  )
  const shown = 'x^[[2J^[]0;owned^G\\x9b31m^?\\xe2\\x80\\xaeä'
  await played(screen, async (pty) => {
    await pty.until(shown)
    assert.is(pty.screen().filter((line) => line.includes(shown)).length, 4, 'title, entry, notice and help')
    pty.type('\t')
    await pty.until(`> ${shown}`)
    assert.not.match(pty.written(), /\x1b\[2J\x1b\]|\x07|\x9b/)
    assert.match(
      pty.written(),
      /^(?:\x1b\[[0-9;]*[HJKm]|\x1b\(B|[\x0f\r\n]|[^\x00-\x1f\x7f-\x9f])*$/,
      'VT100 only',
    )
    pty.type('\x03')
  })
})

onTerminal('is cancelled by Ctrl-C', async () => {
  const failed = await played(menuScreen(TOUR), async (pty) => {
    await pty.until('Alpha')
    pty.type('\x03')
  })
  assert.equal(failed, { error: 'E_CANCELLED', message: 'Ctrl-C was pressed at the boot menu' })
})

onTerminal('is cancelled by a hang-up', async () => {
  const failed = await played(menuScreen(TOUR), async (pty) => {
    await pty.until('Alpha')
    pty.hangUp()
  })
  assert.equal(failed, {
    error: 'E_CANCELLED',
    message: 'the console was closed while the boot menu was on it',
  })
})

onTerminal('ends with the run', async () => {
  const failed = await played(menuScreen(TOUR), (pty) => pty.until('icanon'), { abortMs: 300 })
  assert.equal(failed, { error: 'E_TIMEOUT', message: 'the run took too long' })
})

for (const [how, keys] of [
  ['a choice', '\r'],
  ['Ctrl-C', '\x03'],
] as const) {
  onTerminal(`gives the terminal back as it was after ${how}`, async () => {
    for (const raw of [true, false]) {
      await played(
        menuScreen(TOUR),
        async (pty) => {
          await pty.until('Alpha')
          pty.type(keys)
          await pty.until('icanon')
          const settings = pty.screen().join(' ')
          assert.match(settings, raw ? /-icanon/ : / icanon/)
          assert.match(settings, raw ? /-echo / : / echo /)
          assert.match(settings, raw ? /-opost/ : / opost/)
        },
        { raw },
      )
    }
  })
}

onTerminal.run()
