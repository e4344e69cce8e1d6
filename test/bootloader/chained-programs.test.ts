// A boot program that leads to another one: an iPXE script that chains to PXELINUX or to itself.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { BootReport } from '../../src/bootloader/report.ts'
import { writeBootTree } from '../support/boot-tree.ts'

const chained = suite('a chain of boot programs')

/** The report of a guest whose boot file in the tree is boot.ipxe. */
async function explainTree(files: Record<string, string>, more: string[] = []): Promise<BootReport> {
  const folder = mkdtempSync(join(tmpdir(), 'chained-'))
  try {
    const { root } = writeBootTree(folder, files)
    const words = ['--tree', root, '--ip=192.0.2.5', '--netmask=255.255.255.0', '--server=192.0.2.1']
    const stdout = await new Promise<string>((resolve) =>
      execFile(
        'bin/tspxeboot',
        [
          'explain',
          '00:16:3e:11:22:33',
          '--json',
          ...words,
          '--next-server=192.0.2.1',
          '--bootfile=boot.ipxe',
          ...more,
        ],
        (_, text) => resolve(text),
      ),
    )
    return JSON.parse(stdout)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

chained('iPXE chains to PXELINUX, which boots its own configuration', async () => {
  const report = await explainTree({
    'boot.ipxe': '#!ipxe\nset 209:string special.cfg\nchain tftp://192.0.2.1/pxelinux.0\n',
    'pxelinux.0': 'PXELINUX',
    'special.cfg': 'DEFAULT a\nLABEL a\n  KERNEL vmlinuz\n  APPEND chained=1\n',
  })
  assert.is(report.outcome, 'boot')
  assert.is(report.program?.name, 'pxelinux')
  assert.is(report.config?.file, 'special.cfg')
  assert.is(report.args, 'chained=1')
  assert.is(report.lease?.bootFile, 'boot.ipxe', 'the lease stays what DHCP said')
})

chained('--label may be the number of an item of iPXE, unless an item is named so', async () => {
  const menu = (items: string) => ({
    'boot.ipxe': `#!ipxe\nmenu\n${items}choose x\nkernel vmlinuz \${x}\nboot\n`,
  })
  assert.is((await explainTree(menu('item one\nitem two\n'), ['--label=1'])).args, 'two')
  assert.is((await explainTree(menu('item 1\nitem two\n'), ['--label=1'])).args, '1')
})

chained('the requested entry may be in any menu on the way', async () => {
  const files = {
    'boot.ipxe': '#!ipxe\nmenu\nitem one\nitem two\nchoose x\nchain tftp://192.0.2.1/pxelinux.0\n',
    'pxelinux.0': 'PXELINUX',
    'pxelinux.cfg/default':
      'DEFAULT a\nLABEL a\n KERNEL vmlinuz\n APPEND a\nLABEL b\n KERNEL vmlinuz\n APPEND b\n',
  }
  assert.is((await explainTree(files, ['--label=two'])).args, 'a', 'iPXE has it: PXELINUX is not asked')
  assert.is((await explainTree(files, ['--label=b'])).args, 'b', 'iPXE has it not: PXELINUX is asked')
  assert.is((await explainTree(files, ['--label=c'])).error?.code, 'E_NO_ENTRY')
  const local = await explainTree({ 'boot.ipxe': '#!ipxe\nexit 1\n' }, ['--label=c'])
  assert.equal([local.error?.code, local.config?.file], ['E_NO_ENTRY', 'boot.ipxe'])
})

chained('a boot file that is an iPXE by its content asks DHCP as iPXE', async () => {
  const files = {
    blob: `${'x'.repeat(9000)}iPXE initialising devices...`,
    'boot.ipxe': '#!ipxe\nkernel vmlinuz second\nboot\n',
  }
  const report = await explainTree(files, ['--bootfile=blob', '--ipxe-bootfile=boot.ipxe'])
  assert.is(report.args, 'second')
  const alone = await explainTree(files, ['--bootfile=blob'])
  assert.match(alone.error?.hint ?? '', /--ipxe-bootfile/)
})

chained('a program that the other one cannot read is that one’s error', async () => {
  const report = await explainTree({
    'boot.ipxe': '#!ipxe\nchain tftp://192.0.2.1/pxelinux.0\n',
    'pxelinux.0': 'PXELINUX',
    'pxelinux.cfg/default': 'DEFAULT gone\nLABEL gone\n  KERNEL missing\n',
  })
  assert.is(report.outcome, 'error')
  assert.is(report.error?.code, 'E_FETCH_NOT_FOUND')
  assert.is(report.kernel?.bytes ?? null, null)
})

chained.run()
