// menu.c32: what its menu looks like and what it does when nobody, or somebody, is there (com32/menu).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { BootError } from '../../../src/boot-error.ts'
import { menuReport, menuSchema } from '../../../src/pxecfg-parser/index.ts'
import { playPxelinux, treeHost } from '../../support/pxelinux-host.ts'
import { CLIENT, type PlayOptions, play, result } from '../../support/pxelinux-play.ts'

const A = 'LABEL a\nMENU LABEL ^Alpha\nKERNEL vmlinuz\nAPPEND a\n'
const B = 'LABEL b\nMENU LABEL B^eta\nKERNEL other\nAPPEND b\n'
const SUB = `MENU BEGIN s\n${B}MENU END\n`
const a = 'a: BOOT_IMAGE=vmlinuz a'
const b = 'b: BOOT_IMAGE=other b'

const rows: Record<string, [what: string, config: string, expected: string, options?: PlayOptions][]> = {
  'a menu for nobody': [
    ['starts on the first entry', `${A}${B}`, a],
    ['starts on MENU DEFAULT, the last one', `${A}MENU DEFAULT\n${B}MENU DEFAULT\n`, b],
    ['starts on DEFAULT with UI', `DEFAULT b x\n${A}MENU DEFAULT\n${B}`, b],
    ['not on a hidden DEFAULT', `DEFAULT b\n${A}${B}MENU HIDE\n`, a],
    ['not on a disabled MENU DEFAULT', `${A}${B}MENU DEFAULT\nMENU DISABLE\n`, a],
    ['starts in the menu of MENU START', `${A}MENU BEGIN s\nMENU START\n${B}MENU END\n`, b],
    ['starts in the menu of DEFAULT', `DEFAULT b\n${A}${SUB}`, b],
    ['runs ONTIMEOUT with its words', `TIMEOUT 5\nONTIMEOUT b x\n${A}${B}`, `${b} x`],
    ['runs an ONTIMEOUT that is a file', `TIMEOUT 5\nONTIMEOUT other x\n${A}`, '-: BOOT_IMAGE=other x'],
    ['has no ONTIMEOUT without a TIMEOUT', `ONTIMEOUT b\n${A}${B}`, a],
    [
      'has time-outs of its own in a submenu',
      `DEFAULT b\nMENU BEGIN s\nTIMEOUT 5\nONTIMEOUT a\n${B}MENU END\n${A}`,
      a,
    ],
    ['inherits them as they were', `DEFAULT b\nTIMEOUT 5\nONTIMEOUT a\n${SUB}ONTIMEOUT b\n${A}`, a],
    ['MENU SHIFTKEY boots the default', `MENU SHIFTKEY\nTIMEOUT 5\nONTIMEOUT b\n${A}${B}`, a],
    ['MENU HIDDEN times out', `MENU HIDDEN\nTIMEOUT 5\n${A}MENU DEFAULT\n`, a],
    [
      'MENU HIDDEN runs ONTIMEOUT even where the first line is disabled',
      `MENU HIDDEN\nTIMEOUT 5\nONTIMEOUT b\nMENU SEPARATOR\n${A}${B}`,
      b,
    ],
    ['which a menu that is shown does not', `TIMEOUT 5\nONTIMEOUT b\nMENU SEPARATOR\n${A}${B}`, a],
    ['keeps the blanks behind a label of ONTIMEOUT', `TIMEOUT 5\nONTIMEOUT b   x\n${A}${B}`, `${b}   x`],
    ['presses Enter on a submenu that waits', `${SUB}${A}`, b],
    ['does not leave a submenu by its time-out', `TIMEOUT 5\n${SUB}${A}`, 'E_NO_ENTRY'],
    ['follows MENU GOTO by Enter', `LABEL g\nMENU GOTO s\n${SUB}${A}`, b],
    ['MENU GOTO to no menu is a disabled line', `LABEL g\nMENU GOTO no\n${A}`, a],
    [
      'moves up from a default that is the last line and disabled',
      `${A}${B}LABEL g\nMENU GOTO no\nMENU DEFAULT\n`,
      b,
    ],
    ['follows MENU GOTO to the last menu of a tag', `LABEL g\nMENU GOTO s\n${SUB.replace(B, A)}${SUB}`, b],
    ['ends where menus form a loop', 'LABEL g\nMENU GOTO .top\n', 'E_CONFIG_INVALID'],
    ['ends where there is nothing to choose', 'MENU TITLE x\n', 'E_NO_ENTRY'],
    ['ends where all is disabled', `TIMEOUT 5\nMENU SEPARATOR\n`, 'E_NO_ENTRY'],
    ['boots a locked entry by its time-out', `TIMEOUT 5\n${A}MENU PASSWD x\n`, a],
    ['asks for no password', `${A}MENU PASSWD x\n`, a],
    ['runs MENU ONERROR', `TIMEOUT 5\nMENU ONERROR b y\nLABEL x\nKERNEL no\n${B}`, `${b} y`],
    ['runs no ONERROR of the prompt', `TIMEOUT 5\nONERROR b\nLABEL x\nKERNEL no\n${B}`, 'E_FETCH_NOT_FOUND'],
    [
      'reads the files that it is given',
      `${A}LABEL m\nKERNEL menu.c32\nAPPEND no.cfg two.cfg\n`,
      b,
      { selection: { label: 'm' }, files: { 'two.cfg': B } },
    ],
    [
      'knows the main one as ~',
      `${A}MENU DEFAULT\nLABEL m\nKERNEL menu.c32\nAPPEND two.cfg ~\n`,
      a,
      { selection: { label: 'm' }, files: { 'two.cfg': B } },
    ],
    [
      'takes SYSAPPEND strings for files',
      `SYSAPPEND 2\n${A}LABEL m\nKERNEL menu.c32\n`,
      'E_NO_ENTRY',
      { selection: { label: 'm' } },
    ],
  ],
  'a menu for somebody': [
    ['arrows and Enter', `${A}${B}`, b, { keys: ['Down', 'Enter'] }],
    ['a hotkey that is immediate', `MENU IMMEDIATE\n${A}${B}`, b, { keys: ['e'] }],
    ['an edited command line', `${A}`, `${a} x`, { keys: ['Tab', ' x', 'Enter'] }],
    ['a label typed behind Esc', `${A}${B}`, `${b} y`, { keys: ['Esc', 'b y', 'Enter'] }],
    ['a hidden key', `MENU HIDDEN\nMENU HIDDENKEY F2 b z\nTIMEOUT 50\n${A}${B}`, `${b} z`, { keys: ['F2'] }],
    ['MENU QUIT, and nothing more', `LABEL q\nMENU QUIT\n${A}`, 'E_CANCELLED', { keys: ['Enter'] }],
    ['MENU QUIT, and a label', `LABEL q\nMENU QUIT\n${A}`, `${a} x`, { keys: ['Enter', 'a x', 'Enter'] }],
    [
      'a failure, and then another choice',
      `LABEL x\nKERNEL no\n${B}`,
      b,
      { keys: ['Enter', 'Down', 'Enter'] },
    ],
    ['the same failure twice', 'LABEL x\nKERNEL no\n', 'E_FETCH_NOT_FOUND', { keys: ['Enter', 'Enter'] }],
    [
      'help, and then a choice',
      `LABEL h\nMENU HELP f.txt\n${B}`,
      b,
      { keys: ['Enter', 'Down', 'Enter'], files: { 'f.txt': 'Help!' } },
    ],
    ['the time-out where nothing is typed', `TIMEOUT 50\nONTIMEOUT b\n${A}${B}`, b, { keys: [] }],
  ],
}

for (const [name, tests] of Object.entries(rows)) {
  const menus = suite(name)
  for (const [what, config, expected, options] of tests) {
    menus(what, async () => {
      assert.is(await result(`UI menu.c32\n${config}`, options), expected)
    })
  }
  menus.run()
}

const screens = suite('menus and prompts')

screens('--interactive shows a menu that the configuration does not', async () => {
  const options = { keys: ['Down', 'Enter'], selection: { interactive: true } }
  assert.is(await result(`DEFAULT a\n${A}${B}`, options), b)
})

screens('a prompt takes a label, or Enter for DEFAULT', async () => {
  assert.is(await result(`PROMPT 1\nDEFAULT a\n${A}${B}`, { keys: ['b x', 'Enter'] }), `${b} x`)
  assert.is(await result(`PROMPT 1\nDEFAULT a\n${A}${B}`, { keys: ['Enter'] }), a)
})

screens('a menu looks as menu.c32 draws it', async () => {
  const { menu } = await play(
    'UI menu.c32\nMENU TITLE T\nMENU MASTER PASSWD m\nMENU CLEAR\nTOTALTIMEOUT 70\n' +
      `${A}MENU INDENT 2\nMENU PASSWD p\nMENU SEPARATOR\nLABEL d\nMENU DISABLE\nLABEL ^x\n` +
      'MENU BEGIN s\nMENU LABEL ^Sub\nMENU DEFAULT\nLABEL e\nMENU EXIT\nLABEL g\nMENU GOTO .top\nMENU END\n' +
      'MENU BEGIN ^tag\nMENU TITLE Title\nMENU END\n',
  )
  assert.equal(menu && menuReport(menu), {
    title: 'T',
    default: null,
    timeoutMs: 0,
    totalTimeoutMs: 7000,
    clear: true,
    masterPassword: true,
    entries: [
      { label: 'a', display: '  Alpha', hotkey: 'A', indent: 2, password: true },
      { label: null, display: '', disabled: true, separator: true },
      { label: null, display: 'd', disabled: true },
      { label: '^x', display: 'x' },
      {
        label: null,
        display: 'Sub',
        hotkey: 'S',
        default: true,
        submenu: {
          tag: 's',
          title: 'Sub',
          default: 'e',
          entries: [
            { label: 'e', display: 'e', action: 'exit' },
            { label: 'g', display: 'g', action: 'goto', target: '.top' },
          ],
        },
      },
      { label: null, display: 'Title', submenu: { tag: '^tag', title: 'Title', default: null, entries: [] } },
    ],
  })
})

screens('MENU INCLUDE with a tag is a submenu, and its labels can be typed', async () => {
  const options = { files: { 'm.cfg': B }, selection: { label: 'b' } }
  assert.is(await result('MENU INCLUDE m.cfg More\n', options), b)
  const { menu } = await play('UI menu.c32\nMENU INCLUDE m.cfg More\n', options)
  assert.is(menu, null)
  const shown = await play('UI menu.c32\nMENU INCLUDE m.cfg More\n', { files: options.files })
  assert.is(shown.menu?.entries[0]?.submenu?.tag, 'More')
})

screens('who leaves a screen ends the walk', async () => {
  const choose = () => Promise.reject(new BootError('E_CANCELLED', { what: 'Ctrl-C' }))
  const host = { ...treeHost({ 'pxelinux.cfg/default': `UI menu.c32\n${A}` }), choose }
  const { error, menu } = await playPxelinux(CLIENT, {}, host)
  assert.is(error?.code, 'E_CANCELLED')
  assert.ok(menu)
})

screens('menus of the greatest depth can be sent to another process', async () => {
  const { menu } = await play(`UI menu.c32\nTIMEOUT 1\nDEFAULT a\n${'MENU BEGIN m\n'.repeat(512)}${A}`)
  assert.ok(menu)
  assert.equal(v.parse(menuSchema.Menu, JSON.parse(JSON.stringify(menu))), menu)
})

screens('the report says why the default is the default', async () => {
  const { steps, entry } = await play(`UI menu.c32\n${A}${B}MENU DEFAULT\n`)
  assert.equal(
    steps.map(({ command, because, origin }) => [command, because, origin?.line]),
    [
      ['menu.c32', 'UI', 1],
      ['b', 'Enter on the default of the menu', 10],
    ],
  )
  assert.equal(
    entry?.origins.map(({ directive, line }) => `${directive} ${line}`),
    ['UI 1', 'MENU DEFAULT 10', 'LABEL 6', 'KERNEL 8', 'APPEND 9'],
  )
  assert.equal(
    entry?.parts.map(({ from, text, origin }) => [from, text, origin?.line]),
    [
      ['BOOT_IMAGE', 'BOOT_IMAGE=other ', 8],
      ['APPEND', 'b', 9],
    ],
  )
})

screens.run()
