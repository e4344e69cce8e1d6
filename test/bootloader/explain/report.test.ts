/** The report of explain on boot trees: what an admin reads, by the built program. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CONFIG, writeBootTree } from '../../support/boot-tree.ts'
import { openPty } from '../../support/pty.ts'

const report = suite('the report of explain')

const MAC = '00:16:3e:11:22:33'

const command = (root: string, words: string[]): string[] => [
  'bin/tspxeboot',
  'explain',
  MAC,
  `--tree=${root}`,
  '--ip=192.0.2.5',
  ...words,
]

/** The report on a tree, with the times and their bars left out. */
function explained(files: Record<string, string | Buffer>, ...words: string[]): string {
  return withTree(files, (root) => {
    const [program = '', ...args] = command(root, words)
    const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', input: '' })
    assert.is(stderr, '')
    return stdout.replaceAll(root, 'TREE').replace(/\nTime: [\s\S]*?\n\n/, '\n')
  })
}

function withTree<T>(files: Record<string, string | Buffer>, body: (root: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-explain-'))
  const clean = (): void => rmSync(folder, { recursive: true, force: true })
  let result: T
  try {
    result = body(writeBootTree(folder, { 'initrd.img': 'x'.repeat(1001), ...files }).root)
  } catch (error) {
    clean()
    throw error
  }
  if (result instanceof Promise) result.finally(clean)
  else clean()
  return result
}

report('reports everything from the network to the outcome', () => {
  assert.is(
    explained({}),
    `Guest
  guest    00:16:3e:11:22:33
  network  none: a boot tree on this host

DHCP
  address      192.0.2.5/24
  gateway      none
  boot server  192.0.2.1            option 54, from 192.0.2.1
  boot file    none
  prefix       none                 the boot file is in no directory
  config file  by the search order

Configuration on tftp://192.0.2.1
  read by PXELINUX: DHCP names no boot file

  not-found  pxelinux.cfg/01-00-16-3e-11-22-33
  not-found  pxelinux.cfg/C0000205
  not-found  pxelinux.cfg/C000020
  not-found  pxelinux.cfg/C00002
  not-found  pxelinux.cfg/C0000
  not-found  pxelinux.cfg/C000
  not-found  pxelinux.cfg/C00
  not-found  pxelinux.cfg/C0
  not-found  pxelinux.cfg/C
  found      pxelinux.cfg/default               ${CONFIG.length} bytes

Entries
  *> linux

  * the default: DEFAULT linux, pxelinux.cfg/default:1

Chosen: linux
  linux: DEFAULT, pxelinux.cfg/default:1

  shaped by
  pxelinux.cfg/default:1  DEFAULT linux
  pxelinux.cfg/default:2  LABEL linux
  pxelinux.cfg/default:3  KERNEL vmlinuz
  pxelinux.cfg/default:4  APPEND initrd=initrd.img root=/dev/nfs ip=dhcp quiet

  command line (64 bytes)
  pxelinux.cfg/default:3  BOOT_IMAGE  BOOT_IMAGE=vmlinuz
  pxelinux.cfg/default:4  APPEND      initrd=initrd.img root=/dev/nfs ip=dhcp quiet

Files
  kernel  6291456 bytes  tftp://192.0.2.1/vmlinuz
          format         Linux bzImage, boot protocol 2.15
  initrd  1001 bytes     tftp://192.0.2.1/initrd.img

The hypervisor would get
  kernel   <kernel:tftp://192.0.2.1/vmlinuz>
  ramdisk  <ramdisk:tftp://192.0.2.1/initrd.img>
  args     root=/dev/nfs ip=dhcp quiet

It boots
  linux
`,
  )
})

report('says which header field or option a value came from, and the prefix of names', () => {
  const dictated = explained(
    { 'x/cfg/one': CONFIG, 'x/vmlinuz': 'no kernel' },
    '--bootfile=other/pxelinux.0',
    '--next-server=192.0.2.7',
    '--config-file=cfg/one',
    '--path-prefix=x/',
    '--server=192.0.2.9',
  )
  assert.match(dictated, /boot server {2}192\.0\.2\.7 +siaddr, from 192\.0\.2\.9\n/)
  assert.match(dictated, /boot file {4}other\/pxelinux\.0 +file, from 192\.0\.2\.9\n/)
  assert.match(dictated, /prefix {7}x\/ +option 210, from/)
  assert.match(dictated, /config file {2}cfg\/one +option 209, from/)
  assert.match(dictated, /\n {2}found {2}x\/cfg\/one {2}\d+ bytes\n/)
  const named = explained({ 'other/pxelinux.cfg/default': CONFIG }, '--bootfile=other/pxelinux.0')
  assert.match(named, /prefix {7}other\/ +the directory of the boot file\n/)
})

const MENU = `UI menu.c32
MENU TITLE Install
TIMEOUT 50
MENU INCLUDE common.cfg
PROMTP 0
LABEL a
  MENU LABEL ^Disk
  LOCALBOOT 0
LABEL b
  MENU LABEL Net
  MENU DEFAULT
  KERNEL vmlinuz
  APPEND quiet
  IPAPPEND 2
MENU BEGIN more
  MENU TITLE More
LABEL c
  KERNEL vmlinuz
MENU END
`

report('shows a menu, its default and why it is that, and what is odd', () => {
  const text = explained({ 'pxelinux.cfg/default': MENU, 'common.cfg': 'LABEL z\nMENU HIDE\nKERNEL x\n' })
  assert.match(
    text,
    `Menu "Install"
    z hidden
    Disk (a)
  * Net (b)
    More >
    * c

  * the default: MENU DEFAULT, pxelinux.cfg/default:11; it boots after 5 s
    the menu itself: UI menu.c32, pxelinux.cfg/default:1
`,
  )
  assert.match(text, 'Chosen: b\n  menu.c32: UI, pxelinux.cfg/default:1\n  b: the default of the menu')
  assert.match(text, /and from there:\n {2}found {2}common\.cfg {2}\d+ bytes\n/)
  assert.match(text, /SYSAPPEND {3}BOOTIF=01-00-16-3e-11-22-33\n/)
  assert.match(text, /\nWarnings\n {2}pxelinux\.cfg\/default:5:1: .*PROMTP/)
})

report('says which option chose the entry, and what the default would be', () => {
  const text = explained(
    { 'pxelinux.cfg/default': `${CONFIG}LABEL rescue\n  KERNEL vmlinuz\n` },
    '--label=rescue',
    '--args=single',
  )
  assert.match(text, 'Entries\n  *  linux\n   > rescue\n')
  assert.match(text, 'Chosen: rescue\n  rescue: asked for\n')
  assert.match(text, /--args +ARGS +single\n/)
  assert.match(text, /\n {2}args {4}single\n/)
})

report('says which files are missing, not only the first', () => {
  const text = explained({
    'pxelinux.cfg/default': 'DEFAULT a\nLABEL a\nKERNEL gone\nINITRD initrd.img,lost\n',
  })
  assert.match(text, /\n {2}kernel {2}missing {2}tftp:\/\/192\.0\.2\.1\/gone\n/)
  assert.match(text, /\n {2}initrd {2}there {4}tftp:\/\/192\.0\.2\.1\/initrd\.img\n/)
  assert.match(text, /\n {2}initrd {2}missing {2}tftp:\/\/192\.0\.2\.1\/lost\n/)
  assert.match(text, 'It does not boot\n  E_FETCH_NOT_FOUND: tftp://192.0.2.1/gone')
  assert.match(text, '- the configuration pxelinux.cfg/default names a file that is not there')
})

report('says how a script without a menu came to what it boots', () => {
  const text = explained(
    { 'boot.ipxe': `#!ipxe\nkernel vmlinuz \${ip}\ninitrd initrd.img\nboot\n` },
    '--bootfile=boot.ipxe',
  )
  assert.match(text, 'Chosen by the script\n  kernel vmlinuz 192.0.2.5: ip is "192.0.2.5", boot.ipxe:2\n')
  assert.match(text, '\n  initrd initrd.img: the script runs it, boot.ipxe:3\n')
})

report('says how a local boot continues', () => {
  const text = explained({ 'pxelinux.cfg/default': 'DEFAULT l\nLABEL l\nLOCALBOOT 0\n' })
  assert.match(text, "The hypervisor would get\n  what pygrub finds on the guest's disk (localboot 0)\n")
  assert.match(text, 'It boots\n  from its own disk\n')
})

report('takes what no result can carry for no boot', () => {
  const text = explained({}, '--args=a\nb')
  assert.match(text, /It does not boot\n {2}E_OUTPUT: the args of the result has a line feed in it/)
})

report('shows what comes from the network without letting it drive a terminal', () => {
  const title = 'MENU TITLE a\x1b]0;owned\x07'
  const text = explained({
    'pxelinux.cfg/default': `UI menu.c32\n${title}\nLABEL x\nMENU LABEL b\x1b[2J\nKERNEL vmlinuz\n`,
  })
  assert.not.match(text, '\x1b')
  assert.match(text, ']0;owned')
  assert.match(text, 'b^[[2J')
})

/** What the program wrote to a terminal with NO_COLOR as said (no-color.org). */
function onTerminal(noColor: string | null): Promise<string> {
  return withTree({}, async (root) => {
    const variables = noColor === null ? ['-u', 'NO_COLOR'] : [`NO_COLOR=${noColor}`]
    const pty = openPty(['env', ...variables, ...command(root, [])], { raw: false })
    assert.is(await pty.exit, 0)
    return pty.written()
  })
}

report('has colours on a terminal, unless NO_COLOR is set to something', async () => {
  assert.match(await onTerminal(null), '\x1b[1mGuest\x1b[0m')
  assert.match(await onTerminal(''), '\x1b[1mGuest\x1b[0m')
  assert.not.match(await onTerminal('1'), '\x1b[')
})

report('says who added words to a label', () => {
  const config = 'DEFAULT linux quiet\nLABEL linux\n LINUX vmlinuz\n APPEND a\n'
  const files = { 'pxelinux.cfg/default': config }
  const rows = (...words: string[]) => explained(files, ...words).replace(/ +/g, ' ')
  assert.match(rows(), '\n pxelinux.cfg/default:1 DEFAULT quiet\n')
  assert.match(rows('--label=linux splash'), '\n --label words after it splash\n')
  assert.match(rows('--args=x'), '\n --args ARGS x\n')
})

report.run()
