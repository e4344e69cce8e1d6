import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import {
  bufferReader,
  checkKernel,
  descriptorReader,
  refuseForeignKernel,
} from '../../../src/tftp-fetch/index.ts'

const kernels = suite('kernel check')

/** A bzImage header in a file of `size` bytes. */
function bzImage({ version = 0x20f, setupSectors = 27, offset = 0x2cc, payload = 0, size = 2048 }): Buffer {
  const file = Buffer.alloc(size)
  file.writeUInt8(setupSectors, 0x1f1)
  file.writeUInt16LE(0xaa55, 0x1fe)
  file.write('HdrS', 0x202)
  file.writeUInt16LE(version, 0x206)
  file.writeUInt32LE(offset, 0x248)
  file.writeUInt32LE(payload, 0x24c)
  return file
}

/** An ELF file with one segment that ends at `end`. */
function elf({ bits = 64, type = 2, machine = 62, end = 4096, size = 4096 }): Buffer {
  const file = Buffer.alloc(size)
  file.write('\x7fELF', 'latin1')
  file.set([bits === 64 ? 2 : 1, 1, 1], 4)
  file.writeUInt16LE(type, 16)
  file.writeUInt16LE(machine, 18)
  if (bits === 64) {
    file.writeBigUInt64LE(64n, 32)
    file.writeUInt16LE(56, 54)
    file.writeUInt16LE(1, 56)
    file.writeBigUInt64LE(BigInt(end), 64 + 32)
  } else {
    file.writeUInt32LE(52, 28)
    file.writeUInt16LE(32, 42)
    file.writeUInt16LE(1, 44)
    file.writeUInt32LE(end, 52 + 16)
  }
  return file
}

function filled(size: number, ...pieces: [number, string][]): Buffer {
  const file = Buffer.alloc(size)
  for (const [at, text] of pieces) file.write(text, at, 'latin1')
  return file
}

const good: [string, Buffer, string][] = [
  [
    'a whole bzImage',
    bzImage({ payload: 1000, size: 28 * 512 + 0x2cc + 1000 }),
    'Linux bzImage, boot protocol 2.15',
  ],
  ['a bzImage header of an early protocol', bzImage({ version: 0x200 }), 'Linux bzImage, boot protocol 2.00'],
  [
    'a bzImage that does not say its length',
    bzImage({ version: 0x20c }),
    'Linux bzImage, boot protocol 2.12',
  ],
  [
    'a bzImage with an EFI stub',
    filled(2048, [0, 'MZ'], [0x1fe, '\x55\xaaxxHdrS\x0f\x02']),
    'Linux bzImage, boot protocol 2.15',
  ],
  ['an ELF of 64 bits', elf({}), 'ELF for x86-64'],
  ['an ELF of 32 bits', elf({ bits: 32, machine: 3 }), 'ELF for i386'],
  ['an ELF of ARM64', elf({ machine: 183 }), 'ELF for ARM64'],
  ['gzip around an ELF', gzipSync(elf({})), 'gzip around ELF for x86-64'],
  [
    'gzip around a large ELF',
    gzipSync(Buffer.concat([elf({}), Buffer.alloc(8_000_000, 'x')])),
    'gzip around ELF for x86-64',
  ],
  ['an ARM64 Image', filled(4096, [56, 'ARM\x64']), 'Linux ARM64 Image'],
  ['xz data', filled(100, [0, '\xfd7zXZ\0']), 'xz-compressed data'],
  ['zstd data', filled(100, [0, '\x28\xb5\x2f\xfd']), 'zstd-compressed data'],
  ['lz4 data', filled(100, [0, '\x02\x21\x4c\x18']), 'lz4-compressed data'],
  ['bzip2 data', filled(100, [0, 'BZh9']), 'bzip2-compressed data'],
  ['lzma data', filled(100, [0, '\x5d\0\0\x80']), 'lzma-compressed data'],
]
for (const [name, file, format] of good) {
  kernels(`takes ${name}`, async () => assert.is((await checkKernel(bufferReader(file), 'k')).format, format))
}

const bad: [string, Buffer][] = [
  ['an empty file', Buffer.alloc(0)],
  ['an HTML page', Buffer.from('\n<!DOCTYPE html><title>404</title>')],
  ['an HTML page', Buffer.from('<html><body>not found')],
  ['a truncated Linux kernel', bzImage({ payload: 1000, size: 28 * 512 + 0x2cc + 999 })],
  ['a truncated ELF kernel', elf({ end: 4097 })],
  ['an ELF file for machine 8', elf({ machine: 8 })],
  ['an ELF file that is not a program', elf({ type: 1 })],
  ['a SYSLINUX module', elf({ bits: 32, machine: 3, type: 3 })],
  ['an EFI program', filled(4096, [0, 'MZ'], [0x3c, '\x80\0\0\0'], [0x80, 'PE\0\0'])],
  ['an EFI zboot image', filled(4096, [0, 'MZ\0\0zimg'])],
  ['pxelinux.0', filled(40000, [0, '\xea\x07\0\xc0\x07'], [700, 'PXELINUX 6.04 ETHERNET'])],
  ['a script', Buffer.from('#!/bin/sh\nexit 1\n')],
  ['a script', Buffer.from('#!ipxe\nchain x\n')],
  ['an initrd (cpio archive)', Buffer.from('070701000000')],
  ['an initrd (cpio archive), gzip-compressed', gzipSync(Buffer.from('070701000000'))],
  ['a damaged gzip file', filled(100, [0, '\x1f\x8b\x08\0'], [10, '\xff\xff\xff\xff'])],
  ['an ISO 9660 image', filled(40000, [0x8001, 'CD001'])],
  ['a boot sector or disk image', filled(1024, [0x1fe, '\x55\xaa'])],
  ['a text file', Buffer.from('DEFAULT linux\n')],
  ['a file of an unknown format', Buffer.from([1, 2, 3, 4, 5])],
]
for (const [name, file] of bad) {
  kernels(`refuses ${name} (${file.length} bytes)`, async () => {
    const error: unknown = await checkKernel(bufferReader(file), 'tftp://h/k').catch(
      (reason: unknown) => reason,
    )
    if (!(error instanceof BootError)) throw new Error('it was taken')
    assert.equal([error.code, error.reason], ['E_NOT_A_KERNEL', 'not-a-kernel'])
    assert.ok(
      error.message.startsWith(`tftp://h/k is not a kernel that can be booted: it is ${name}`),
      error.message,
    )
    assert.match(error.message, `(${file.length} bytes)`)
  })
}

const foreign: [string, Buffer, string, RegExp][] = [
  ['an ELF of ARM64 on x86-64', elf({ machine: 183 }), 'x64', /it is ELF for ARM64, and .* runs on x86-64$/],
  ['an ARM64 Image on x86-64', filled(4096, [56, 'ARM\x64']), 'x64', /ARM64 Image, and .* on x86-64$/],
  ['a bzImage on ARM64', bzImage({}), 'arm64', /bzImage, boot protocol 2.15, and .* on ARM64$/],
  ['a gzipped ELF of x86-64 on RISC-V', gzipSync(elf({})), 'riscv64', /ELF for x86-64, and .* on RISC-V$/],
]
for (const [name, file, host, message] of foreign) {
  kernels(`refuses ${name}, and names both`, async () => {
    const format = await checkKernel(bufferReader(file), 'k')
    assert.throws(
      () => refuseForeignKernel(format, host, 'k'),
      (error: unknown) =>
        error instanceof BootError && error.reason === 'other-architecture' && message.test(error.message),
    )
  })
}

kernels('takes 32-bit kernels of the same family, and what it cannot tell', async () => {
  const files = [elf({ bits: 32, machine: 3 }), filled(100, [0, '\xfd7zXZ\0']), bzImage({})]
  for (const file of files) refuseForeignKernel(await checkKernel(bufferReader(file), 'k'), 'x64', 'k')
  refuseForeignKernel(await checkKernel(bufferReader(elf({})), 'k'), 's390x', 'k')
})

kernels('stops a decompression bomb', async () => {
  const bomb = gzipSync(Buffer.alloc(30_000_000))
  const error: unknown = await checkKernel(bufferReader(bomb), 'k').catch((reason: unknown) => reason)
  assert.instance(error, BootError)
})

kernels('reads from a descriptor without moving it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-kernel-'))
  try {
    writeFileSync(join(folder, 'k'), elf({}))
    const reader = descriptorReader(openSync(join(folder, 'k'), 'r'))
    assert.is(await reader.size(), 4096)
    assert.is((await reader.read(4000, 200)).length, 96)
    assert.equal(await checkKernel(reader, 'k'), { format: 'ELF for x86-64', processor: 'x86' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

kernels.run()
