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
async function explainTree(files: Record<string, string>): Promise<BootReport> {
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
