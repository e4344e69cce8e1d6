import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import { writeOutput } from '../../../src/bootloader/results/output.ts'

const output = suite('the output of a result', { folder: '' })
output.before((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tspxeboot-output-'))
})
output.after(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const never = new AbortController().signal

output('is written to a new file that only root can read', async ({ folder }) => {
  const file = join(folder, 'new')
  await writeOutput(file, Buffer.from('result'), never)
  assert.is(readFileSync(file, 'latin1'), 'result')
  assert.is(statSync(file).mode & 0o777, 0o600)
})

output('takes the place of what a file held', async ({ folder }) => {
  const file = join(folder, 'old')
  writeFileSync(file, 'something longer than the result')
  await writeOutput(file, Buffer.from('result'), never)
  assert.is(readFileSync(file, 'latin1'), 'result')
})

output('is written completely to a FIFO whose reader comes later', async ({ folder }) => {
  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  const bytes = Buffer.alloc(300_000, 'x')
  const written = writeOutput(fifo, bytes, never)
  const cat = spawn('cat', [fifo], { stdio: ['ignore', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  cat.stdout.on('data', (chunk) => chunks.push(chunk))
  await Promise.all([written, once(cat, 'close')])
  assert.is(Buffer.concat(chunks).length, bytes.length)
})

output('does not wait for a reader for ever', async ({ folder }) => {
  const fifo = join(folder, 'unread')
  execFileSync('mkfifo', [fifo])
  const error = await writeOutput(fifo, Buffer.from('result'), AbortSignal.timeout(50)).catch(
    (error) => error,
  )
  assert.instance(error, BootError)
  assert.is(error.code, 'E_OUTPUT')
  assert.match(error.hint ?? '', /nobody reads/)
})

output('says which file cannot be written', async ({ folder }) => {
  const error = await writeOutput(join(folder, 'no/such/folder'), Buffer.from('result'), never).catch(
    (error) => error,
  )
  assert.is(error.code, 'E_OUTPUT')
  assert.match(error.message, /no\/such\/folder/)
})

function* broken(): Generator<Uint8Array> {
  yield Buffer.from('the first half')
  throw new BootError('E_OUTPUT', { what: 'there is no second half' })
}

output('leaves nothing of half a result', async ({ folder }) => {
  const made = join(folder, 'made')
  const emptied = join(folder, 'emptied')
  writeFileSync(emptied, 'of the run before')
  for (const file of [made, emptied]) {
    const error = await writeOutput(file, broken(), never).catch((error) => error)
    assert.is(error.code, 'E_OUTPUT')
  }
  assert.not(existsSync(made))
  assert.is(readFileSync(emptied, 'latin1'), '')
})

output('says so if the reader of a FIFO closes it', async ({ folder }) => {
  const fifo = join(folder, 'left')
  execFileSync('mkfifo', [fifo])
  spawn('head', ['-c', '1', fifo], { stdio: 'ignore' })
  const error = await writeOutput(fifo, Buffer.alloc(1 << 20), never).catch((error) => error)
  assert.is(error.code, 'E_OUTPUT')
  assert.match(error.message, /EPIPE/)
  assert.ok(existsSync(fifo))
})

output.run()
