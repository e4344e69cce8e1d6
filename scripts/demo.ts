// The demo's network, server and guest; started by scripts/demo with the paths of a Linux kernel and of tspxeboot.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { sha256 } from '../test/support/boot-tree.ts'
import { type BootloaderRun, bootloaderCommand, runBootloader } from '../test/support/libxl.ts'
import { listening } from '../test/support/listening.ts'
import { BRIDGE, createNetwork, SERVER_ADDRESS } from '../test/support/network.ts'
import { unpacked } from '../test/support/unpacked.ts'

const MAC = '00:16:3e:11:22:33'
const COMMAND_LINE = 'console=hvc0 quiet demo=1'

const [kernel = '', program = ''] = process.argv.slice(2)
const PROGRAM = resolve(program)
const network = await createNetwork()
try {
  const tree = writeTree(join(network.folder, 'tftpboot'))
  say(`boot tree ${tree}: pxelinux.cfg/default, ${basename(kernel)}, initrd.img`)

  const serve = ['serve', tree, '--interface', 'eth0', '--address', `${SERVER_ADDRESS}/24`]
  say(`on the server: tspxeboot ${serve.join(' ')}`)
  const server = await listening(network.server, network.server.start([PROGRAM, ...serve]), 67)
  await listening(network.server, server, 69)

  const disk = join(network.folder, 'disk.img')
  writeFileSync(disk, '')
  const domain = { bootloader: PROGRAM, bootloaderArgs: [`mac=${MAC}`, `bridge=${BRIDGE}`], disk }
  say('on the host, as libxl calls it, with the guest’s console as its terminal:')
  say(`  ${bootloaderCommand(domain, '/run/xen/bootloader.7.out', '/run/xen/bootloader.7.d').join(' ')}`)
  const before = network.leftovers()
  const run = await runBootloader(network.host, domain)
  for (const line of run.console.trimEnd().split('\r\n')) console.log(`    | ${line}`)

  say('what libxl makes of it:')
  say(`  exit status ${run.status}`)
  for (const kind of ['kernel', 'ramdisk'] as const) {
    const file = run[kind]
    say(
      `  ${kind} ${file ? `${file.path} ${file.bytes} bytes sha256 ${file.sha256.slice(0, 16)}...` : 'none'}`,
    )
  }
  say(`  args ${run.cmdline}`)

  const faults = check(run, tree)
  if (JSON.stringify(network.leftovers()) !== JSON.stringify(before)) faults.push('something was left behind')
  for (const fault of faults) console.error(`demo: WRONG: ${fault}`)
  if (faults.length > 0) console.error(`demo: the server said:\n${server.output()}`)
  else
    say(
      'all right: the files are those of the server, the command line is the label’s, nothing is left behind',
    )
  process.exitCode = faults.length === 0 ? 0 : 1
} finally {
  await network.close()
}

function writeTree(root: string): string {
  mkdirSync(join(root, 'pxelinux.cfg'), { recursive: true })
  copyFileSync(kernel, join(root, 'vmlinuz'))
  chmodSync(join(root, 'vmlinuz'), 0o644)
  writeFileSync(join(root, 'initrd.img'), tinyInitrd(join(network.folder, 'initrd')))
  writeFileSync(
    join(root, 'pxelinux.cfg/default'),
    `DEFAULT linux\nLABEL linux\n  KERNEL vmlinuz\n  INITRD initrd.img\n  APPEND ${COMMAND_LINE}\n`,
  )
  return root
}

/** A cpio archive with busybox and an init that says who it is. */
function tinyInitrd(folder: string): Buffer {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  copyFileSync(unpacked('busybox'), join(folder, 'bin/busybox'))
  writeFileSync(
    join(folder, 'init'),
    '#!/bin/busybox sh\necho the guest is up\nexec /bin/busybox poweroff -f\n',
    {
      mode: 0o755,
    },
  )
  const input = ['.', 'bin', 'bin/busybox', 'init'].join('\n')
  return execFileSync('cpio', ['--quiet', '-o', '-H', 'newc'], { cwd: folder, input, maxBuffer: 1 << 26 })
}

function check(run: BootloaderRun, tree: string): string[] {
  const served = (name: string) => sha256(readFileSync(join(tree, name)))
  const expectations: [boolean, string][] = [
    [run.status === 0, `exit status ${run.status}`],
    [run.kernel?.sha256 === served('vmlinuz'), 'the kernel is not the one that is served'],
    [run.ramdisk?.sha256 === served('initrd.img'), 'the ramdisk is not the one that is served'],
    [run.cmdline === COMMAND_LINE, `the command line is ${JSON.stringify(run.cmdline)}`],
    [run.left.length === 0, `files left in the output directory: ${run.left.join(' ')}`],
  ]
  return expectations.filter(([holds]) => !holds).map(([, fault]) => fault)
}

function say(line: string): void {
  console.log(`demo: ${line}`)
}
