import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { holdProcess } from '../src/held-process.ts'

const held = suite('a process that is held')

held('is found by its path, and nobody else is once it has ended', async () => {
  const child = spawn('sleep', ['60'])
  const { path, close } = holdProcess(child.pid ?? 0)
  const name = () => readFileSync(`${path}/comm`, 'latin1')
  assert.match(name(), /^(sleep|node)\n$/)
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.throws(name, /ENOENT|ESRCH/)
  close()
  close()
})

held('cannot have ended', () => {
  assert.throws(() => holdProcess(0), /process 0 is gone/)
})

held.run()
