// The same tree booted by the real iPXE and the real GRUB in QEMU, and by us: kernel, command line and initrd are the same.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sha256 } from '../support/boot-tree.ts'
import { explain } from '../support/explain.ts'
import { listening } from '../support/listening.ts'
import { BRIDGE } from '../support/network.ts'
import { check, until } from '../support/processes.ts'
import { type Given, given, reportingKernel } from '../support/reporting-kernel.ts'
import { needs, unless } from '../support/requirements.ts'
import { unpacked } from '../support/unpacked.ts'
import { MAC, PROGRAM, type Site, withSite } from './boots.ts'

const real = suite('real boot programs and ours')
const test = unless(needs('root', 'ip', 'qemu-system-x86_64', 'grub-mkimage'), real)

/** A machine under emulation on a busy host is slow. Seconds. */
const PATIENCE = 240

const FILES = {
  'kernels/a': reportingKernel('a'),
  'kernels/b': reportingKernel('b'),
  'initrds/one': 'eleven here',
  'initrds/two': '22',
}

/** Boots a machine whose card has iPXE as its ROM, and returns what its kernel was given. */
async function machine({ net }: Site): Promise<Given> {
  const serial = join(mkdtempSync(join(net.folder, 'machine-')), 'serial')
  await net.host.check(['ip', 'tuntap', 'add', 'tap0', 'mode', 'tap'])
  await net.host.check(['ip', 'link', 'set', 'tap0', 'master', BRIDGE, 'up'])
  const qemu = net.host.start(
    [
      ['qemu-system-x86_64', '-accel', 'tcg', '-m', '256', '-display', 'none', '-boot', 'n'],
      ['-serial', `file:${serial}`, '-netdev', 'tap,id=net,ifname=tap0,script=no,downscript=no'],
      ['-device', `virtio-net-pci,netdev=net,mac=${MAC}`],
    ].flat(),
  )
  const said = (): Buffer => (existsSync(serial) ? readFileSync(serial) : Buffer.alloc(0))
  const told = (): Given | null => given(said())
  await until(
    () => told() !== null,
    () => `${JSON.stringify(said().toString('latin1').slice(0, 2000))}\n${qemu.output()}`,
    PATIENCE,
  )
  await qemu.stop()
  await net.host.check(['ip', 'link', 'del', 'tap0'])
  return told() as Given
}

interface Case {
  /** The script or configuration. */
  text: string
  kernel: 'a' | 'b'
}

/** `text` goes to `file` of the tree for each case; `words` are for serve. */
async function compare(
  site: Site,
  file: string,
  words: string[],
  cases: Record<string, Case>,
): Promise<void> {
  const { net, tree, boot } = site
  const state = `--state-dir=${mkdtempSync(join(net.folder, 'state-'))}`
  const serving = net.server.start([PROGRAM, 'serve', tree.root, '--interface=eth0', state, ...words])
  await listening(net.server, serving, 67)
  const path = join(tree.root, file)
  mkdirSync(dirname(path), { recursive: true })
  for (const [what, { text, kernel }] of Object.entries(cases)) {
    writeFileSync(path, text)
    chmodSync(path, 0o644)
    const { letter, commandLine, initrd } = await machine(site)
    const { entry, error } = await explain(net.host, PROGRAM, [MAC, `--interface=${BRIDGE}`])
    assert.is(error, null, `${what}: ${error?.message}`)
    assert.is(letter, kernel, what)
    assert.is(entry?.cmdline, commandLine, what)
    const run = await boot()
    assert.is(run.status, 0, `${what}: ${run.console}`)
    assert.is(run.kernel?.sha256, sha256(FILES[`kernels/${letter as 'a' | 'b'}`]), what)
    assert.is(run.ramdisk?.sha256, sha256(initrd), `${what}: ${initrd.toString('latin1')}`)
  }
}

test('iPXE', () =>
  withSite({ ...FILES, 'undionly.kpxe': 'what the firmware of other machines runs' }, (site) =>
    compare(site, 'scripts/boot.ipxe', ['--bootfile=undionly.kpxe', '--ipxe-bootfile=scripts/boot.ipxe'], {
      'settings, quotes and initrds with names': {
        kernel: 'a',
        text: `#!ipxe
set base:string ../kernels
set words a "b  c" d\\ e 'f'
iseq \${net0/mac} ${MAC} || exit
kernel \${base}/a ip=dhcp  mac=\${mac:hexhyp} from=\${next-server} to=\${net0/ip} \${words} "x  y" \\\${z} #h
initrd --name first ../initrds/one etc/one mode=755
initrd ../initrds/two
boot || shell
`,
      },
      'a menu’s default, labels, and an image taken by its name': {
        kernel: 'b',
        text: `#!ipxe
menu Pick
item --default one One
item two Two
choose --timeout 500 --default two picked || goto none
goto \${picked}
:one
kernel ../kernels/a wrong
boot
:none
:two
imgfetch --name image ../kernels/b lost
imgargs image picked=\${picked} hex=\${mac:hex} n=\${net0/mac:hexhyp} int=\${0x0:int32} end=\${end:uristring}
isset \${nothing} && set end 1 || set end 2
initrd ../initrds/two
initrd ../initrds/one
boot image
`,
      },
    }),
  ))

test('GRUB', () =>
  withSite({ ...FILES, 'grub/grub.cfg': '' }, async (site) => {
    const { root } = site.tree
    // Later versions end the name of a file in an archive with a NUL byte. We do what 2.06 does.
    const version = execFileSync('grub-mkimage', ['--version'], { encoding: 'utf8' })
    const archived = version.includes(' 2.06') ? 'newc:etc/two:/initrds/two' : ''
    const modules = ['pxe', 'tftp', 'net', 'normal', 'configfile', 'linux', 'echo', 'test', 'regexp', 'sleep']
    const made = ['-O', 'i386-pc-pxe', '-d', unpacked('grub'), '-p', '', '-o', join(root, 'grub/core.0')]
    await check(['grub-mkimage', ...made, ...modules])
    await compare(site, 'grub/grub.cfg', ['--bootfile=grub/core.0'], {
      'a menu entry, variables and quotes': {
        kernel: 'a',
        text: `set timeout=0
set default=install
set words="one 'two'"
menuentry Wrong { linux /kernels/b }
menuentry "Install it" --id install {
  set dir=/kernels
  linux $dir/a ip=dhcp mac=$net_default_mac "$words" $words 'a "b" \\c' d\\ e x="y z" end\\;
  initrd /initrds/one
}
`,
      },
      'two initrds and one in an archive, functions and tests': {
        kernel: 'b',
        text: `set timeout=0
function args { linux /kernels/$1 "$@" n=$# "quoted \\"x\\" \\$y" ; }
menuentry One {
  if [ "$grub_platform" = pc -a -n "$prefix" ]; then args b \${grub_cpu} at=$prefix root=$root; else args a; fi
  for f in one two; do set all="$all /initrds/$f"; done
  initrd /initrds/one ${archived} /initrds/two
}
`,
      },
    })
  }))

real.run()
