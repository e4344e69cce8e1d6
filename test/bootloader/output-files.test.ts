import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openOutputFiles } from '../../src/bootloader/output-files.ts'

const output = suite('the files of a boot')

output('are out of the reach of who had them open, once they are renewed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-files-'))
  try {
    const files = openOutputFiles(folder)
    writeSync(files.kernel.fd, 'kernel')
    writeSync(files.ramdisk.fd, 'ramdisk')
    const passedOn = openSync(files.kernel.path, 'r+')
    await files.renew()
    writeSync(passedOn, 'changed')
    closeSync(passedOn)
    assert.is(readFileSync(files.kernel.fd, 'utf8'), 'kernel')
    const { kernel, ramdisk } = files.keep({ ramdisk: true })
    assert.is(readFileSync(kernel, 'utf8'), 'kernel')
    assert.is(readFileSync(ramdisk ?? '', 'utf8'), 'ramdisk')
    assert.is(statSync(kernel).mode & 0o777, 0o600)
    files.discard()
    assert.equal(readdirSync(folder), [])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

output.run()
