// Which entry boots, who says so, and what comes after one that does not boot.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { playGrub } from '../../support/grub-host.ts'

const menu = suite('GRUB menus')

const ENTRIES = `
menuentry 'Alpha' --id a { linux /vmlinuz alpha }
menuentry 'Beta' --id b { linux /vmlinuz beta }
submenu 'More > this' --id more { menuentry 'Gamma' --id c { linux /vmlinuz gamma } }
menuentry 'Broken' --id broken { linux /missing }
`

const SAID: [what: string, lines: string, label: string][] = [
  ['nothing said: the first', 'set timeout=0', 'a'],
  ['a number', 'set default=1', 'b'],
  ['a title', 'set default=Beta', 'b'],
  ['an id', 'set default=b', 'b'],
  ['a path, where >> stands for a > of the title', 'set default="More >> this>c"', 'c'],
  ['a submenu: its first entry', 'set default=more', 'c'],
  ['what is not there: the first', 'set default=nothing', 'a'],
  ['a fallback for what does not boot', 'set default=broken\nset fallback="7 1"\nset timeout=0', 'b'],
]
for (const [what, lines, label] of SAID) {
  menu(what, async () => {
    const { entry, error } = await playGrub(`set timeout=1\n${lines}\n${ENTRIES}`)
    assert.is(entry?.label, label, error?.message)
  })
}

const ASKED: [selection: string, label: string][] = [
  ['Beta', 'b'],
  ['b', 'b'],
  ['1', 'b'],
  ['more>c', 'c'],
  ['2>0', 'c'],
  ['More > this', 'c'],
]
for (const [selection, label] of ASKED) {
  menu(`--entry=${selection}`, async () => {
    const { entry, error } = await playGrub(ENTRIES, {}, { label: selection })
    assert.is(entry?.label, label, error?.message)
  })
}

menu('an unknown entry is an error that names the others', async () => {
  const { error } = await playGrub(ENTRIES, {}, { label: 'Delta' })
  assert.is(error?.code, 'E_NO_ENTRY')
  assert.match(error?.hint ?? '', /"Alpha", "Beta"/)
})

menu('Enter has no fallback, and a time-out has one', async () => {
  const config = `set timeout=5\nset default=broken\nset fallback=1\n${ENTRIES}`
  assert.is((await playGrub(config, {}, {}, ['Enter'])).error?.code, 'E_FETCH_NOT_FOUND')
  assert.is((await playGrub(config, {}, {}, [])).entry?.label, 'b')
})

menu('a hotkey boots its entry at once, and upper case is another key', async () => {
  const config = `menuentry A --hotkey=b { linux /vmlinuz a }\nmenuentry B --hotkey=B { linux /vmlinuz b }\n`
  assert.is((await playGrub(config, {}, {}, ['B'])).entry?.label, 'B')
})

menu('a time-out opens no entry that asks for a password', async () => {
  const config = `set timeout=5\nset superusers=root\npassword root x\nmenuentry A { linux /vmlinuz a }\n`
  assert.is((await playGrub(config, {}, {}, [])).error?.code, 'E_NO_ENTRY')
})

menu('a requested entry has no fallback', async () => {
  const { error } = await playGrub(`set fallback=1\n${ENTRIES}`, {}, { label: 'broken' })
  assert.is(error?.code, 'E_FETCH_NOT_FOUND')
  assert.match(
    error?.message ?? '',
    /grub\.cfg line 6: kernel tftp:\/\/192\.0\.2\.2\/\/?missing is not there/,
  )
})

menu('a restricted entry is not booted by a time-out', async () => {
  const { error } = await playGrub(`set superusers=root\npassword root x\nset timeout=1\n${ENTRIES}`)
  assert.is(error?.code, 'E_NO_ENTRY')
  assert.match(error?.message ?? '', /asks for a password/)
})

menu('without a time-out the default is taken, and it is said that GRUB would wait', async () => {
  const { waits, entry } = await playGrub(ENTRIES)
  assert.equal([waits, entry?.label], [true, 'a'])
})

menu('a missing initrd is an error', async () => {
  const { error } = await playGrub('set timeout=0\nmenuentry A { linux /vmlinuz\n initrd /nope\n}\n')
  assert.is(error?.code, 'E_FETCH_NOT_FOUND')
  assert.match(error?.message ?? '', /line 3: initrd/)
})

menu('newc: puts a file into an archive', async () => {
  const { entry } = await playGrub('linux /vmlinuz\ninitrd /a newc:etc/b:/b\nboot\n')
  assert.equal(
    entry?.initrds.map(({ name, member }) => [name, member?.name]),
    [
      ['/a', undefined],
      ['/b', 'etc/b'],
    ],
  )
})

menu.run()
