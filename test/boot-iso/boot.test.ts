// Boot ISOs really booted, under SeaBIOS and under OVMF, with a Debian kernel that tells what it was booted with.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ISOLINUX_LIMIT, isolinuxPrefix } from '../../src/boot-iso/command-line.ts'
import { buildBootIso } from '../../src/boot-iso/index.ts'
import { cpio } from '../support/cpio.ts'
import { bootIso, debianKernel, reportingRamdisk } from '../support/machine.ts'
import { needs, unless } from '../support/requirements.ts'

const booting = suite('boot ISO in a machine')
const withTools = unless(needs('xorriso', 'qemu-system-x86_64'), booting)

const folder = mkdtempSync(join(tmpdir(), 'tspx-iso-boot-'))
booting.after(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, content: Uint8Array) => ({ name, mode: 0o100644, content })

const CASES = [
  {
    what: 'quotes, backslashes, separators and UTF-8, and a ramdisk of 150 MB',
    commandLine: `a="b c" d='e f' g=\\h\\\\i "j k=l" ;{} } { #m $HOME \${n} %o ^p two  blanks é€`,
    ramdisk: reportingRamdisk([file('large', randomBytes(150_000_000))]),
    files: / 150000000 .* large/,
    memoryMiB: 2048,
  },
  {
    what: 'the longest command line there can be, and two ramdisks',
    commandLine: `longest=${'0123456789'.repeat(300)}`.slice(0, ISOLINUX_LIMIT - isolinuxPrefix(true).length),
    ramdisk: Buffer.concat([reportingRamdisk(), cpio([file('second-ramdisk', Buffer.from('2'))])]),
    files: / 1 .* second-ramdisk/,
    memoryMiB: 512,
  },
]

for (const { what, commandLine, ramdisk, files, memoryMiB } of CASES) {
  for (const firmware of ['bios', 'efi'] as const) {
    withTools(`${firmware === 'bios' ? 'SeaBIOS' : 'OVMF'}: ${what}`, async () => {
      const path = join(folder, 'ramdisk')
      writeFileSync(path, ramdisk)
      const iso = join(folder, 'boot.iso')
      const medium = { kernel: debianKernel(), ramdisk: path, commandLine: Buffer.from(commandLine) }
      await buildBootIso(medium, ['bios', 'efi'], iso, AbortSignal.timeout(60_000))
      const report = await bootIso({ firmware, iso, folder, memoryMiB })
      const prefix = firmware === 'bios' ? isolinuxPrefix(true) : ''
      assert.is(Buffer.from(report.commandLine, 'latin1').toString(), prefix + commandLine)
      assert.match(report.files, files)
    })
  }
}

booting.run()
