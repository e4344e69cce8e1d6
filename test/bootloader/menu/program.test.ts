/** The whole program on a terminal: what is chosen in the menu of a boot tree is what boots. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { consoleCall, consoleRun } from '../../support/console-run.ts'
import { openPty } from '../../support/pty.ts'

const program = suite('the program on a terminal')

const DOWN = '\x1b[B'

const CONFIG = `UI menu.c32
MENU TITLE A boot server
TIMEOUT 600
LABEL alpha
  MENU LABEL ^Alpha
  KERNEL vmlinuz
  APPEND a
LABEL broken
  MENU LABEL B^roken
  KERNEL missing
MENU BEGIN tools
  MENU LABEL ^Tools
  LABEL locked
    MENU LABEL ^Locked
    MENU PASSWD secret
    KERNEL vmlinuz
    APPEND locked
MENU END
`

/** How many processes have the directory in their arguments, not counting shells. */
function processesNaming(directory: string): number {
  return readdirSync('/proc').filter((pid) => {
    try {
      const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return basename(argv[0] ?? '') === 'node' && argv.some((word) => word.includes(directory))
    } catch {
      return false
    }
  }).length
}

program('boots what was chosen and edited', async () => {
  const { status, result } = await consoleRun(CONFIG, async (pty) => {
    await pty.until(/Automatic boot in [1-6]\d seconds/)
    assert.match(pty.screen()[1] ?? '', 'A boot server')
    pty.type('\t')
    await pty.until('> vmlinuz a')
    pty.type(' single\r')
  })
  assert.is(status, 0)
  assert.match(result ?? '', /^args a single$/m)
})

program('asks for the password of an entry in a submenu', async () => {
  const { status, result, written } = await consoleRun(CONFIG, async (pty) => {
    await pty.until('Tools')
    pty.type('t\r')
    await pty.until('Locked')
    pty.type('\rwrong\r')
    await pty.until('Wrong password')
    pty.type('\rsecret\r')
  })
  assert.is(status, 0)
  assert.match(result ?? '', /^args locked$/m)
  assert.not.match(written, /secret/)
})

program('comes back with what failed, and takes another entry', async () => {
  const { status, result } = await consoleRun(CONFIG, async (pty) => {
    await pty.until('Broken')
    pty.type(`${DOWN}\r`)
    await pty.until('missing')
    pty.type('a\r')
  })
  assert.is(status, 0)
  assert.match(result ?? '', /^args a$/m)
})

program('takes a label with options at the boot: prompt', async () => {
  const { status, result } = await consoleRun(CONFIG, async (pty) => {
    await pty.until('Alpha')
    pty.type('\x1b')
    await pty.until('boot:')
    pty.type('alpha quiet\r')
  })
  assert.is(status, 0)
  assert.match(result ?? '', /^args a quiet$/m)
})

program('is cancelled by Ctrl-C, with nothing left behind', async () => {
  const { status, result, files, written } = await consoleRun(CONFIG, async (pty) => {
    await pty.until('Alpha')
    pty.type('\x03')
  })
  assert.is(status, 1)
  assert.is(result, null)
  assert.equal(files, [])
  assert.match(written, /\r\ntspxeboot: E_CANCELLED: Ctrl-C was pressed at the boot menu/)
})

program('shows a menu that the configuration hides with --interactive', async () => {
  const hidden = `${CONFIG}MENU SHIFTKEY\nMENU HIDDEN\n`
  assert.match((await consoleRun(hidden, async () => undefined)).result ?? '', /^args a$/m)
  const { result } = await consoleRun(
    hidden,
    async (pty) => {
      await pty.until('Tools')
      pty.type('\r')
    },
    ['-i'],
  )
  assert.match(result ?? '', /^args a$/m)
})

program('is ended by a hang-up, with nothing left behind', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'menu-'))
  const pty = openPty(consoleCall(directory, CONFIG))
  try {
    await pty.until('Alpha')
    assert.is(processesNaming(directory), 1)
    pty.hangUp()
    for (let look = 0; look < 500 && processesNaming(directory) > 0; look++) await delay(20)
    assert.is(processesNaming(directory), 0)
    assert.not(existsSync(join(directory, 'result')))
    assert.equal(readdirSync(join(directory, 'out')), [])
  } finally {
    rmSync(directory, { recursive: true })
  }
})

program('asks nobody if the menu could not be seen', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'menu-'))
  const pty = openPty(['sh', '-c', '"$@" 2>/dev/null', 'sh', ...consoleCall(directory, CONFIG)])
  try {
    assert.is(await pty.exit, 0)
    assert.match(readFileSync(join(directory, 'result'), 'utf8'), /^args a$/m)
    assert.not.match(pty.written(), /Alpha/)
  } finally {
    rmSync(directory, { recursive: true })
  }
})

program('shows the file of MENU HELP, and the menu where it was', async () => {
  const files = {
    'pxelinux.cfg/default': `${CONFIG}LABEL help\n  MENU LABEL ^Help\n  MENU HELP f1.txt\n`,
    'f1.txt': 'HELP INDEX\nKEY    TOPIC\n<F1>   This page, the help index.\n',
  }
  const { result } = await consoleRun(files, async (pty) => {
    await pty.until('Help')
    pty.type('h\r')
    await pty.until(/^HELP INDEX\nKEY +TOPIC\n/)
    pty.type(' ')
    await pty.until('Alpha')
    assert.ok(pty.line('Help')?.reverse)
    pty.type('a\r')
  })
  assert.match(result ?? '', /^args a$/m)
})

/** As Debian's netboot tree has it: an entry whose configuration is pages, F-keys and a prompt. */
const HELP = {
  'pxelinux.cfg/default': `UI vesamenu.c32
LABEL install
  MENU LABEL ^Install
  KERNEL vmlinuz
  APPEND install
LABEL help
  MENU LABEL ^Help
  CONFIG prompt.cfg
`,
  'prompt.cfg': `PROMPT 1
TIMEOUT 0
DEFAULT install
SAY Welcome
DISPLAY f1.txt
DISPLAY gone.txt
LABEL install
  KERNEL vmlinuz
  APPEND install
F1 f1.txt
F3 f3.txt
F0 f10.txt
F9 gone.txt
`,
  'f1.txt': '\x0f0fHELP INDEX\x0f07\nF3 for boot methods\n',
  'f3.txt': '\fBOOT METHODS\n\x1b[31mexpert\n',
  'f10.txt': 'COPYRIGHTS, or ENTER to ',
}

program('shows DISPLAY and the pages of F1 to F12 at the boot: prompt', async () => {
  const { status, result, written } = await consoleRun(HELP, async (pty) => {
    await pty.until('Install')
    pty.type('h\r')
    await pty.until('boot:')
    assert.equal(pty.screen().slice(0, 4), ['Welcome', 'HELP INDEX', 'F3 for boot methods', 'boot: '])
    pty.type('inst')
    await pty.until('boot: inst')
    pty.type('\x1bOR')
    await pty.until('BOOT METHODS')
    await pty.until('boot: inst')
    assert.equal(pty.screen().slice(0, 2), ['BOOT METHODS', '^[[31mexpert'])
    pty.type('\x1b[21~')
    await pty.until('COPYRIGHTS, or ENTER to boot: inst')
    pty.type('\x061')
    await pty.until('HELP INDEX')
    pty.type('\x1b[20~')
    await pty.until('gone.txt is not on the server')
    pty.type('all quiet\r')
  })
  assert.is(status, 0)
  assert.match(result ?? '', /^args install quiet$/m)
  assert.not.match(written, /\x1b\[31mexpert/)
})

program('shows the page of an F-key in a menu and in its editor, and goes on where it was', async () => {
  const { status, result } = await consoleRun(
    { 'pxelinux.cfg/default': `${CONFIG.replace('UI', 'F1 f1.txt\nUI')}`, 'f1.txt': 'HELP INDEX\n' },
    async (pty) => {
      await pty.until('Tools')
      pty.type('t\r')
      await pty.until('Locked')
      pty.type('\x1bOP')
      await pty.until('HELP INDEX')
      pty.type(' ')
      await pty.until('Locked')
      pty.type('\tx')
      await pty.until('lockedx')
      pty.type('\x1bOP')
      await pty.until('HELP INDEX')
      pty.type('\x1b')
      await pty.until('lockedx')
      pty.type('\r')
    },
  )
  assert.is(status, 0)
  assert.match(result ?? '', /^args lockedx$/m)
})

program('ends without anybody there if the default is only help', async () => {
  const files = {
    'pxelinux.cfg/default': 'UI menu.c32\nLABEL help\n  MENU HELP f1.txt\n',
    'f1.txt': 'HELP INDEX\nKEY    TOPIC\n',
  }
  const { status, result } = await consoleRun(files, (pty) => pty.until('icanon'), ['--menu-timeout=1'])
  assert.is(status, 1)
  assert.is(result, null)
})

program('does not wait without anybody there, and says what is wrong', async () => {
  const broken = 'UI menu.c32\nTIMEOUT 1\nLABEL broken\n  KERNEL missing\n'
  const { status, result, written } = await consoleRun(broken, (pty) => pty.until('icanon'))
  assert.is(status, 1)
  assert.is(result, null)
  assert.match(written, /E_FETCH_NOT_FOUND: .*missing/)
})

program.run()
