import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { fileSink } from '../../src/tftp-fetch/index.ts'

const sink = suite('file sink')

async function failure(fd: number, path: string): Promise<BootError> {
  try {
    await fileSink(fd, path).write(Buffer.from('x'))
  } catch (error) {
    if (error instanceof BootError) return error
    throw error
  }
  throw new Error('it was written')
}

sink('writes chunk after chunk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-sink-'))
  const path = join(folder, 'file')
  const fd = openSync(path, 'w')
  try {
    const { write } = fileSink(fd, path)
    await write(Buffer.from('kernel '))
    await write(Buffer.alloc(3_000_000, 'x'))
    assert.is(readFileSync(path, 'latin1'), `kernel ${'x'.repeat(3_000_000)}`)
  } finally {
    closeSync(fd)
    rmSync(folder, { recursive: true })
  }
})

sink('begins at the beginning of a file in which another was begun before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-sink-'))
  const path = join(folder, 'file')
  const fd = openSync(path, 'w')
  try {
    await fileSink(fd, path).write(Buffer.from('half a kernel'))
    ftruncateSync(fd, 0)
    await fileSink(fd, path).write(Buffer.from('another'))
    assert.is(readFileSync(path, 'latin1'), 'another')
  } finally {
    closeSync(fd)
    rmSync(folder, { recursive: true })
  }
})

sink('says which file has no room', async () => {
  const fd = openSync('/dev/full', 'w')
  try {
    const error = await failure(fd, '/run/boot/kernel')
    assert.is(error.code, 'E_OUTPUT')
    assert.is(error.message, 'cannot write /run/boot/kernel: no space left')
  } finally {
    closeSync(fd)
  }
})

sink('says what else is wrong', async () => {
  const fd = openSync('/dev/null', 'r')
  try {
    const error = await failure(fd, '/run/boot/kernel')
    assert.is(error.code, 'E_OUTPUT')
    assert.match(error.message, 'EBADF')
  } finally {
    closeSync(fd)
  }
})

sink.run()
