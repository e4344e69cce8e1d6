// A boot program is a generator and a row of BOOT_PROGRAMS: one that was not there before is played as the others are.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lookFor } from '../../src/bootloader/boot-files.ts'
import type { BootHost } from '../../src/bootloader/boot-host.ts'
import { netboot } from '../../src/bootloader/netboot.ts'
import type { ProgramName } from '../../src/program-names.ts'
import { BOOT_PROGRAMS } from '../../src/pxecfg-parser/boot-programs.ts'
import { createFetcher, DEFAULT_FETCHER_OPTIONS } from '../../src/tftp-fetch/index.ts'
import { bootTask } from '../support/boot-task.ts'
import { LEASE } from '../support/lease.ts'
import { toyProgram } from '../support/toy-program.ts'

const program = suite('a boot program')

const files: Record<string, string> = {
  'toy.txt': 'vmlinuz\ninitrd.gz\nquiet',
  vmlinuz: 'k',
  'initrd.gz': 'ii',
}

async function playToy(present: Record<string, string>) {
  const tree = mkdtempSync(join(tmpdir(), 'toy-'))
  for (const [name, text] of Object.entries(present)) writeFileSync(join(tree, name), text)
  Object.assign(BOOT_PROGRAMS, { toy: toyProgram('toy.txt') })
  const host: BootHost = {
    lease: async () => ({ ...LEASE }),
    fetcher: () => createFetcher({ ...DEFAULT_FETCHER_OPTIONS, tree }),
    bootServer: async ({ bootServer }) => bootServer,
    choose: null,
    files: lookFor,
    machine: { firmware: {}, unixTime: 0 },
  }
  try {
    const task = { ...bootTask('00:16:3e:aa:bb:cc'), program: 'toy' as ProgramName }
    return await netboot(task, host, { onEvent: () => {}, signal: new AbortController().signal })
  } finally {
    Reflect.deleteProperty(BOOT_PROGRAMS, 'toy')
    rmSync(tree, { recursive: true })
  }
}

program('boots the kernel and initrd that its script names', async () => {
  const { outcome, program, kernel, ramdisk, args } = await playToy(files)
  assert.is(outcome, 'boot')
  assert.equal(program, { name: 'toy', because: '--program=toy' })
  assert.equal([kernel?.url, kernel?.bytes], ['tftp://192.0.2.1/vmlinuz', 1])
  assert.equal([ramdisk?.urls, ramdisk?.bytes], [['tftp://192.0.2.1/initrd.gz'], 2])
  assert.is(args, 'quiet')
})

program('is answered with the error of a file that is not there', async () => {
  const { outcome, error } = await playToy({ 'toy.txt': files['toy.txt'] ?? '' })
  assert.is(outcome, 'error')
  assert.is(error?.code, 'E_FETCH_NOT_FOUND')
})

program.run()
