// Building a boot ISO: what is on it, that it is the same each time, and that nothing is left of a failure.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { buildBootIso, type Firmware } from '../../src/boot-iso/index.ts'
import { findIsoTools } from '../../src/boot-iso/tools.ts'
import { debianKernel } from '../support/machine.ts'
import { needs, unless } from '../support/requirements.ts'

const building = suite('building a boot ISO')
const withTools = unless(needs('xorriso'), building)

const folder = mkdtempSync(join(tmpdir(), 'tspx-iso-'))
building.after(() => rmSync(folder, { recursive: true, force: true }))
const kernel = needs('xorriso') === null ? debianKernel() : ''
const ramdisk = join(folder, 'ramdisk=with \\ odd name')
writeFileSync(ramdisk, Buffer.alloc(3000, 'r'))
const never = new AbortController().signal

interface Variation {
  firmwares?: Firmware[]
  signal?: AbortSignal
  kernel?: string
  ramdisk?: string
}

const build = async (
  name: string,
  { firmwares = ['bios', 'efi'], signal = never, ...medium }: Variation = {},
) => {
  const output = join(folder, name)
  const commandLine = Buffer.from('quiet')
  await buildBootIso({ kernel, ramdisk, commandLine, ...medium }, firmwares, output, signal)
  return output
}
const inFolder = () => readdirSync(folder).sort()
const onIso = (iso: string) =>
  execFileSync('xorriso', ['-no_rc', '-indev', iso, '-find', '/', '-type', 'f'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .trim()
    .split('\n')
    .sort()

withTools('gives the same bytes for the same boot, at another time and place', async () => {
  const first = await build('first.iso')
  const moved = join(folder, 'elsewhere')
  copyFileSync(kernel, moved)
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const second = await build('second.iso', { kernel: moved })
  rmSync(moved)
  assert.ok(readFileSync(first).equals(readFileSync(second)))
})

withTools('puts on it what the firmware needs, and no more', async () => {
  const bios = await build('bios.iso', { firmwares: ['bios'] })
  assert.equal(onIso(bios), [
    "'/initrd'",
    "'/isolinux/isolinux.bin'",
    "'/isolinux/isolinux.cfg'",
    "'/isolinux/ldlinux.c32'",
    "'/linux'",
  ])
  const efi = await build('efi.iso', { firmwares: ['efi'] })
  assert.equal(onIso(efi), ["'/EFI/BOOT/BOOTX64.EFI'", "'/efi.img'", "'/linux.efi'"])
})

withTools('leaves the old ISO and nothing else when a tool fails', async () => {
  const output = join(folder, 'kept.iso')
  writeFileSync(output, 'old')
  const before = inFolder()
  await build('kept.iso', { ramdisk: join(folder, 'missing') }).then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, /missing/),
  )
  await build('kept.iso', { signal: AbortSignal.abort(new Error('stopped')) }).then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, /stopped/),
  )
  assert.equal(inFolder(), before)
  assert.is(readFileSync(output, 'utf8'), 'old')
})

withTools('refuses a kernel that is not a bzImage', async () => {
  await build('no.iso', { kernel: ramdisk }).then(
    () => assert.unreachable(),
    (error) => assert.is(error.code, 'E_NOT_A_KERNEL'),
  )
})

withTools('refuses a kernel without an EFI stub for EFI alone', async () => {
  const old = join(folder, 'old-kernel')
  const bytes = readFileSync(kernel)
  bytes.write('\xea\x05', 0, 'latin1')
  writeFileSync(old, bytes)
  await build('no.iso', { kernel: old }).then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, /no 64-bit EFI stub/),
  )
  await build('old.iso', { kernel: old, firmwares: ['bios'] })
  rmSync(old)
})

withTools('names all missing tools with their packages', async () => {
  await findIsoTools(['bios', 'efi'], '/nonexistent').then(
    () => assert.unreachable(),
    (error) => {
      assert.is(error.code, 'E_UNSUPPORTED')
      assert.match(error.message, /xorriso \(package xorriso\)/)
      assert.match(error.message, /mformat \(package mtools\)/)
      assert.is(error.hint, 'apt install grub-common mtools xorriso')
    },
  )
})

withTools('does not ask a BIOS machine for the tools of EFI', async () => {
  await findIsoTools(['bios'], '/nonexistent').then(
    () => assert.unreachable(),
    (error) => assert.is(error.hint, 'apt install xorriso'),
  )
})

building.run()
