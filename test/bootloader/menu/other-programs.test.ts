/** Menus and questions of iPXE scripts and GRUB configurations on a terminal: what is chosen and typed is what boots. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { consoleRun } from '../../support/console-run.ts'

const screens = suite('iPXE and GRUB on a terminal')

const IPXE = ['--program=ipxe', '--bootfile=boot.ipxe']
const GRUB = ['--program=grub', '--bootfile=core.0', '--grub-prefix=grub']
const DOWN = '\x1b[B'

const SCRIPT = `#!ipxe
menu Machines
item --gap Linux
item --key a alpha The first
item beta The second
choose --timeout 60000 which || goto left
kernel vmlinuz \${which}
boot
:left
kernel vmlinuz left
boot
`

screens('boots the item of an iPXE menu', async () => {
  const { status, result } = await consoleRun(
    { 'boot.ipxe': SCRIPT },
    async (pty) => {
      await pty.until('The second')
      assert.match(pty.screen()[1] ?? '', 'Machines')
      assert.ok(pty.line('The first')?.reverse)
      pty.type(`${DOWN}\r`)
    },
    IPXE,
  )
  assert.is(status, 0)
  assert.match(result ?? '', /^args beta$/m)
})

for (const [name, keys, args] of [
  ['the key of an item takes it at once', 'a', 'alpha'],
  ['Esc fails the command that chooses', '\x1b', 'left'],
] as const) {
  screens(`iPXE: ${name}`, async () => {
    const { result } = await consoleRun(
      { 'boot.ipxe': SCRIPT },
      async (pty) => {
        await pty.until('The second')
        pty.type(keys)
      },
      IPXE,
    )
    assert.match(result ?? '', new RegExp(`^args ${args}$`, 'm'))
  })
}

screens('shows no password that login or read asks for', async () => {
  const script = `#!ipxe
login
echo -n Once more:
read net0/password
echo -n Room?
set room 7
read room
iseq \${password} opensesame && kernel vmlinuz \${username} \${room} \${net0/password} || exit 1
boot
`
  const { status, written, result } = await consoleRun(
    { 'boot.ipxe': script },
    async (pty) => {
      await pty.until('username:')
      pty.type('alice\r')
      await pty.until('password:')
      pty.type('opensesamx')
      await pty.until('password: **********')
      pty.type('\x7fe\r')
      await pty.until('Once more:')
      pty.type('tapioca\r')
      await pty.until('Room? 7')
      pty.type('b\r')
    },
    IPXE,
  )
  assert.is(status, 0)
  assert.match(result ?? '', /^args alice 7b tapioca$/m)
  assert.not.match(written, /opensesam|tapioca/)
})

screens('Esc at a question fails the command that asks it', async () => {
  const script = '#!ipxe\necho -n Name?\nread name || kernel vmlinuz none\nboot\n'
  const { result } = await consoleRun(
    { 'boot.ipxe': script },
    async (pty) => {
      await pty.until('Name?')
      pty.type('ab\x1b')
    },
    IPXE,
  )
  assert.match(result ?? '', /^args none$/m)
})

screens('a prompt takes any key, and one with a key of its own no other', async () => {
  const script = `#!ipxe
prompt Go on?
prompt --key 0x197e F12? || prompt --key 0x197e --timeout 60000 Again? && kernel vmlinuz yes
boot
`
  const { result } = await consoleRun(
    { 'boot.ipxe': script },
    async (pty) => {
      for (const [text, key] of [
        ['Go on?', 's'],
        ['F12?', 'x'],
        ['Again?', '\x1b[24~'],
      ] as const) {
        await pty.until(text)
        pty.type(key)
      }
    },
    IPXE,
  )
  assert.match(result ?? '', /^args yes$/m)
})

const GRUB_CONFIG = `set timeout=60
set superusers=root
export superusers
password root opensesame
menuentry 'The first' --id first { linux /vmlinuz first }
submenu 'More' { menuentry 'The second' --unrestricted { linux /vmlinuz second }
  menuentry 'Locked' { linux /vmlinuz locked } }
`

screens('boots an entry of a GRUB submenu, and asks for its password', async () => {
  const { status, written, result } = await consoleRun(
    {
      'grub/grub.cfg': GRUB_CONFIG.replaceAll("' {", "' --unrestricted {").replace(
        "'Locked' --unrestricted",
        "'Locked'",
      ),
    },
    async (pty) => {
      await pty.until('The first')
      assert.match(pty.screen()[1] ?? '', 'GNU GRUB')
      pty.type(`${DOWN}\r`)
      await pty.until('The second')
      pty.type(`${DOWN}\rwrong\r`)
      await pty.until('Wrong password')
      pty.type('\ropensesame\r')
    },
    GRUB,
  )
  assert.is(status, 0)
  assert.match(result ?? '', /^args locked$/m)
  assert.not.match(written, /opensesame/)
})

screens('comes back to the GRUB menu with what failed', async () => {
  const config = `menuentry Broken { linux /missing }\nmenuentry Works { linux /vmlinuz works }\n`
  const { status, result } = await consoleRun(
    { 'grub/grub.cfg': config },
    async (pty) => {
      await pty.until('Works')
      pty.type('\r')
      await pty.until('missing')
      pty.type(`${DOWN}\r`)
    },
    GRUB,
  )
  assert.is(status, 0)
  assert.match(result ?? '', /^args works$/m)
})

screens.run()
