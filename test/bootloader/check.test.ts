/** `tspxeboot check` on trees with faults that are known. */

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linuxKernel } from '../support/boot-tree.ts'

const check = suite('check of a boot tree', { tree: '' })

check.before.each((context) => {
  context.tree = mkdtempSync(join(tmpdir(), 'tspxeboot-check-'))
})
check.after.each(({ tree }) => rmSync(tree, { recursive: true, force: true }))

function write(tree: string, files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true })
    writeFileSync(join(tree, name), content)
  }
}

function call(...words: string[]) {
  const { status, stdout, stderr } = spawnSync('bin/tspxeboot', ['check', ...words], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  return { status, stdout, stderr }
}

const rowsOf = (findings: Record<string, unknown>[]) =>
  findings.map(({ file, line, severity, code }) => [file, line, severity, code])

const kernel = linuxKernel(20_000)

check('finds nothing wrong with a good tree', ({ tree }) => {
  write(tree, {
    'pxelinux.cfg/default': 'DEFAULT a\nLABEL a\n KERNEL vmlinuz\n INITRD i\nLABEL disk\n LOCALBOOT 0\n',
    vmlinuz: kernel,
    i: 'initrd',
  })
  const { status, stdout } = call(tree)
  assert.is(status, 0, stdout)
  assert.is(stdout, '1 configuration with 2 entries: 0 errors, 0 warnings\n')
})

check(
  'names missing files, files that are not kernels, and the oddities that the parser finds',
  ({ tree }) => {
    write(tree, {
      'pxelinux.cfg/default':
        'DEFAULT a\nLABEL a\n KERNAL vmlinuz\n LINUX gone\n INITRD lost\nLABEL b\n LINUX page\n',
      'pxe/pxelinux.cfg/C0000205': 'LABEL c\n LINUX vmlinuz\n',
      'pxe/vmlinuz': kernel,
      page: '<html>404</html>',
    })
    const { status, stdout } = call('--json', tree)
    assert.is(status, 1)
    const { configurations, entries, findings } = JSON.parse(stdout)
    assert.equal([configurations, entries], [2, 3])
    assert.equal(rowsOf(findings), [
      ['pxelinux.cfg/default', 3, 'warning', 'unknown-keyword'],
      ['pxelinux.cfg/default', 4, 'error', 'file-missing'],
      ['pxelinux.cfg/default', 5, 'error', 'file-missing'],
      ['pxelinux.cfg/default', 7, 'error', 'E_NOT_A_KERNEL'],
    ])
  },
)

check('resolves what runs if nobody chooses', ({ tree }) => {
  write(tree, {
    'pxelinux.cfg/default': 'DEFAULT lnx quiet\nLABEL linux\n LINUX vmlinuz\n',
    'pxelinux.cfg/C0000205': 'DEFAULT vmlinuz initrd=gone\nTIMEOUT 50\nONTIMEOUT none\n',
    'pxelinux.cfg/C0000206':
      'UI menu.c32\nDEFAULT nil\nTIMEOUT 50\nONTIMEOUT nil\nLABEL linux\n LINUX vmlinuz\n',
    'pxelinux.cfg/C0000207': 'LABEL linux\n LINUX vmlinuz\n',
    'pxelinux.cfg/C0000208': 'UI vesamenu.c32 gone.cfg\nLABEL linux\n LINUX vmlinuz\n',
    'pxelinux.cfg/C0000209': 'DEFAULT menu\nLABEL menu\n KERNEL menu.c32\n APPEND pxelinux.cfg/more\n',
    'pxelinux.cfg/more': 'LABEL linux\n LINUX vmlinuz\nLABEL back\n CONFIG pxelinux.cfg/C0000209\n',
    vmlinuz: kernel,
  })
  const { stdout } = call(tree)
  const said = stdout
    .split('\n')
    .map((line) => line.replace(`${tree}/pxelinux.cfg/`, '').replace(tree, 'TREE'))
  assert.equal(said, [
    'C0000205:1:1: error: DEFAULT vmlinuz initrd=gone: gone: no such file in TREE [file-missing]',
    'C0000205:3:1: error: ONTIMEOUT none: there is no label "none", nor is there a file of that name [E_NO_ENTRY]',
    'C0000206:2:1: warning: DEFAULT nil names no entry: the menu begins with its first [unknown-default]',
    'C0000206:4:1: error: ONTIMEOUT nil: there is no label "nil", nor is there a file of that name [E_NO_ENTRY]',
    'C0000208:1:1: error: UI vesamenu.c32 gone.cfg: the menu ends without a choice [E_NO_ENTRY]',
    'default:1:1: error: DEFAULT lnx quiet: there is no label "lnx", nor is there a file of that name [E_NO_ENTRY]',
    '7 configurations with 7 entries: 5 errors, 1 warning',
    '',
  ])
})

/** Names of configurations, and what is said of them. */
const NAMES: [string, string | null][] = [
  ['default', null],
  ['01-00-16-3e-11-22-33', null],
  ['20-00-16-3e-11-22-33', null],
  ['C0000205', null],
  ['C', null],
  ['b8945908-d6a6-41a9-611d-74a6ab80b83d', null],
  ['01-00-16-3E-11-22-33', 'it requests 01-00-16-3e-11-22-33'],
  ['00-16-3e-11-22-33', 'it requests 01-00-16-3e-11-22-33'],
  ['00:16:3E:11:22:33', 'it requests 01-00-16-3e-11-22-33'],
  ['c0000205', 'it requests C0000205'],
  ['192.0.2.5', 'it requests C0000205'],
  ['Default', 'it requests default'],
  ['B8945908-D6A6-41A9-611D-74A6AB80B83D', 'it requests b8945908-d6a6-41a9-611d-74a6ab80b83d'],
  ['default.bak', 'by itself'],
]
check('warns of names that PXELINUX never requests', ({ tree }) => {
  const text = 'DEFAULT a\nLABEL a\n LOCALBOOT 0\n'
  write(tree, Object.fromEntries(NAMES.map(([name]) => [`pxelinux.cfg/${name}`, text])))
  const { findings } = JSON.parse(call('--json', tree).stdout)
  const said = new Map(
    (findings as { file: string; code: string; message: string }[])
      .filter(({ code }) => code === 'never-asked-for')
      .map(({ file, message }) => [file.replace('pxelinux.cfg/', ''), message]),
  )
  for (const [name, text] of NAMES) {
    if (text === null) assert.not(said.has(name), name)
    else assert.match(said.get(name) ?? '', text)
  }
})

check('plays every way through the menus of GRUB, with the folder of grub.cfg as the prefix', ({ tree }) => {
  write(tree, {
    'efi/grub/grub.cfg': [
      'source $prefix/common.cfg',
      'menuentry "good" { linux /vmlinuz quiet; initrd /i; }',
      'submenu "more" {',
      '  menuentry "lost" { linux /gone; }',
      '  menuentry "page" { linux /page; }',
      '}',
      'menuentry "disk" { exit; }',
    ].join('\n'),
    'efi/grub/common.cfg': 'sett timeout=5\n',
    vmlinuz: kernel,
    page: '<html>404</html>',
    i: 'initrd',
  })
  const { configurations, entries, findings } = JSON.parse(call('--json', tree).stdout)
  assert.equal([configurations, entries], [1, 4])
  assert.equal(rowsOf(findings), [
    ['efi/grub/common.cfg', 1, 'warning', 'unknown-command'],
    ['efi/grub/grub.cfg', 4, 'error', 'E_FETCH_NOT_FOUND'],
    ['efi/grub/grub.cfg', 5, 'error', 'E_NOT_A_KERNEL'],
  ])
})

check('plays every way through the menus of iPXE, with the scripts that are loaded on it', ({ tree }) => {
  write(tree, {
    'boot.ipxe': `#!ipxe
set base tftp://\${next-server}/files
:start
menu Boot
item good
item lost
item more
item disk
choose what && goto \${what}
:good
chain linux.ipxe
:lost
kernel \${base}/gone || goto start
boot
:more
menu More
item back
item page
choose what && goto \${what}
:back
goto start
:page
kernel \${base}/page
boot
:disk
exit
`,
    'linux.ipxe': `#!ipxe
kernel \${base}/vmlinuz
initrd \${base}/empty
boot
`,
    'files/vmlinuz': kernel,
    'files/page': '<html>404</html>',
    'files/empty': '',
  })
  const { configurations, entries, findings } = JSON.parse(call('--json', tree).stdout)
  assert.equal([configurations, entries], [1, 5])
  assert.equal(rowsOf(findings), [
    ['boot.ipxe', 13, 'error', 'E_FETCH_NOT_FOUND'],
    ['boot.ipxe', 24, 'warning', 'E_UNSUPPORTED'],
  ])
})

check('finds errors in commands that no way reaches, at their own lines', ({ tree }) => {
  write(tree, {
    'boot.ipxe': `#!ipxe
isset \${net0/mac} && goto menu ||
frobnicate
goto nowhere
kernel gone
initrd --name k gone
boot k
kernel --nosuch vmlinuz
nslookup a b || goto nowhere || chain gone ||
\${command} x
:menu
menu M
item one
item two
choose --timeout 5 what
goto \${what}
:one
kernel vmlinuz
chain \${what}.ipxe ||
imgstat
wrong
:two
exit
`,
    'one.ipxe': '#!ipxe\nset a b\nexit\nwrong\n',
    'grub/grub.cfg': `function unused { oops; }
menuentry a { if [ $grub_platform = pc ]; then linuxx /vmlinuz; else linux /vmlinuz; fi; }
menuentry b { legacy_configfile /menu.lst; }
menuentry c { unused_too; $x true; a=b; ! unused_too; }
function unused_too { true; }
`,
    'grub/grub.cfg-00:16:3e:11:22:33': 'menuentry a { linux /gone; }',
    'menu.lst': 'title x\nkernel /vmlinuz\n',
    vmlinuz: kernel,
  })
  const { findings } = JSON.parse(call('--json', tree).stdout)
  assert.equal(rowsOf(findings), [
    ['boot.ipxe', 3, 'warning', 'unknown-command'],
    ['boot.ipxe', 4, 'warning', 'label-missing'],
    ['boot.ipxe', 5, 'warning', 'file-missing'],
    ['boot.ipxe', 6, 'warning', 'file-missing'],
    ['boot.ipxe', 8, 'warning', 'wrong-arguments'],
    ['boot.ipxe', 21, 'error', 'E_SCRIPT_FAILED'],
    ['grub/grub.cfg', 1, 'warning', 'unknown-command'],
    ['grub/grub.cfg', 2, 'warning', 'unknown-command'],
    ['grub/grub.cfg', 4, 'error', 'E_NO_ENTRY'],
    ['grub/grub.cfg-00:16:3e:11:22:33', 1, 'error', 'E_FETCH_NOT_FOUND'],
    ['one.ipxe', 4, 'warning', 'unknown-command'],
  ])
})

check('follows links inside the tree, as in Debian’s netboot', ({ tree }) => {
  write(tree, {
    'debian-installer/amd64/pxelinux.cfg/default': 'DEFAULT a\nINCLUDE debian-installer/amd64/menu.cfg\n',
    'debian-installer/amd64/menu.cfg': 'LABEL a\n LINUX debian-installer/amd64/linux\n',
    'debian-installer/amd64/linux': kernel,
  })
  symlinkSync('debian-installer/amd64/pxelinux.cfg', join(tree, 'pxelinux.cfg'))
  symlinkSync('default', join(tree, 'debian-installer/amd64/pxelinux.cfg/C0000205'))
  symlinkSync('../..', join(tree, 'debian-installer/amd64/loop'))
  const { status, stdout } = call(tree)
  assert.is(status, 0, stdout)
  assert.is(stdout, '2 configurations with 2 entries: 0 errors, 0 warnings\n')
})

check('looks at a folder with each prefix that a link gives it', ({ tree }) => {
  write(tree, { 'pxelinux.cfg/default': 'DEFAULT a\nLABEL a\n LINUX vmlinuz\n', vmlinuz: kernel })
  mkdirSync(join(tree, 'efi64'))
  symlinkSync('../pxelinux.cfg', join(tree, 'efi64/pxelinux.cfg'))
  const { stdout } = call(tree)
  assert.match(stdout, /efi64\/pxelinux.cfg\/default:3:1: error: label a: .*efi64\/vmlinuz: no such file/)
  assert.match(stdout, /^2 configurations with 2 entries: 1 error/m)
})

check('does not follow what leads out of the tree, and says where it leads', ({ tree }) => {
  write(tree, { 'pxelinux.cfg/default': 'LABEL a\n LINUX secret\n' })
  symlinkSync('/etc/passwd', join(tree, 'secret'))
  mkdirSync(join(tree, 'more'))
  symlinkSync('/etc', join(tree, 'more/pxelinux.cfg'))
  const { stdout } = call(tree)
  assert.match(stdout, /default:2:1: error: label a: .* leads out of it, to \/etc\/passwd \[file-missing\]/)
  assert.match(stdout, /more\/pxelinux.cfg:1:1: error: a link that leads out of the tree, to \/etc: /)
})

check('finds fault with a tree without any configuration', ({ tree }) => {
  write(tree, { vmlinuz: kernel })
  const { status, stdout } = call(tree)
  assert.is(status, 1)
  assert.match(stdout, /^.*:1:1: error: there is no boot configuration: .* \[E_CONFIG_NOT_FOUND\]\n/)
})

check('plays guests, and holds what they boot against what is expected', ({ tree }) => {
  write(tree, {
    'boot/pxelinux.cfg/default': 'DEFAULT disk\nLABEL disk\n LOCALBOOT 0\n',
    'boot/pxelinux.cfg/C0000205':
      'DEFAULT web\nLABEL web\n LINUX vmlinuz\n INITRD i.img\n APPEND root=/dev/nfs quiet\n',
    'boot/pxelinux.cfg/01-00-16-3e-00-00-03': 'DEFAULT lost\nLABEL lost\n LINUX gone\n',
    'boot/vmlinuz': kernel,
    'boot/i.img': 'initrd',
    'guests.ini': `; who boots what
[guest "00:16:3e:00:00:01"]
ip = 192.0.2.5
outcome = boot
label = w?b
kernel = vmlinuz
initrd = *.img
args = root=/dev/nfs *
[guest "00:16:3e:00:00:02"]
outcome = boot
label = web
[guest "00-16-3E-00-00-03"]
label = lost
[guest "00:16:3e:00:00:03"]
error = E_FETCH_NOT_FOUND
[guest web01]
args = *splash*
`,
    'hosts.ini': `[network "lan"]
subnet = 192.0.2.0/24
[host "web01"]
mac = 00:16:3e:00:00:04
ip = 192.0.2.5
`,
  })
  const files = [`--expect=${tree}/guests.ini`, `--hosts=${tree}/hosts.ini`]
  const { status, stdout } = call(join(tree, 'boot'), ...files)
  assert.is(status, 1)
  const said = stdout.split('\n').map((line) => line.replaceAll(`${tree}/`, '').replaceAll(tree, 'TREE'))
  assert.equal(said, [
    'boot/pxelinux.cfg/01-00-16-3e-00-00-03:3:1: error: label lost: gone: no such file in boot [file-missing]',
    'guests.ini:10:1: error: guest 00:16:3e:00:00:02: outcome is not "boot": it is "local" (DEFAULT disk, pxelinux.cfg/default:1) [not-as-expected]',
    'guests.ini:11:1: error: guest 00:16:3e:00:00:02: label is not "web": it is "disk" (DEFAULT disk, pxelinux.cfg/default:1) [not-as-expected]',
    'guests.ini:12:1: error: guest 00-16-3E-00-00-03: E_FETCH_NOT_FOUND: gone: no such file in boot (DEFAULT lost, pxelinux.cfg/01-00-16-3e-00-00-03:1) [not-as-expected]',
    'guests.ini:17:1: error: guest web01: args is not "*splash*": it is "root=/dev/nfs quiet" (APPEND root=/dev/nfs quiet, pxelinux.cfg/C0000205:5) [not-as-expected]',
    '3 configurations with 3 entries, 2 of 5 guests as expected: 5 errors, 0 warnings',
    '',
  ])
  write(tree, { 'wrong.ini': '[guest "00:16:3e:00:00:01"]\nlable = x\n' })
  const wrong = call(join(tree, 'boot'), `--expect=${tree}/wrong.ini`)
  assert.is(wrong.status, 2)
  assert.match(wrong.stderr, /wrong.ini:2: unknown key "lable" \(did you mean label\?\)/)
})

check('annotates for GitHub', ({ tree }) => {
  write(tree, { 'pxelinux.cfg/default': 'LABEL a\n LINUX 50%,gone\n' })
  const { status, stdout } = call('--format=github', tree)
  assert.is(status, 1)
  assert.match(
    stdout,
    new RegExp(
      `^::error file=${tree}/pxelinux.cfg/default,line=2,col=1,title=file-missing::label a: .*50%25`,
    ),
  )
})

check('says a fault of a shared file once, and looks through thousands of hosts', ({ tree }) => {
  write(tree, { 'pxelinux.cfg/common': 'LABEL a\n LINUX gone\n' })
  for (let host = 0; host < 2000; host++) {
    const name = `01-00-16-3e-00-${(host >> 8).toString(16).padStart(2, '0')}-${(host & 255).toString(16).padStart(2, '0')}`
    writeFileSync(join(tree, 'pxelinux.cfg', name), 'DEFAULT a\nINCLUDE pxelinux.cfg/common\n')
  }
  const { status, stdout } = call(tree)
  assert.is(status, 1)
  assert.equal(stdout.trim().split('\n').length, 2)
  assert.match(stdout, /2001 configurations with 2001 entries: 1 error, 0 warnings/)
})

check('refuses anything but a folder', () => {
  const { status, stderr } = call('/nonexistent')
  assert.is(status, 2)
  assert.match(stderr, /E_USAGE: cannot read the boot tree \/nonexistent/)
})

check.run()
