// A report does not fit into a pipe, and its reader may be slow.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const PROGRAM = new URL('../../bin/tspxeboot', import.meta.url).pathname
const LABELS = 10_000

const reading = suite('slow readers')
const tree = mkdtempSync(join(tmpdir(), 'tspxeboot-slow-'))
reading.after(() => rmSync(tree, { recursive: true }))

reading('get the whole report', async () => {
  const labels = Array.from({ length: LABELS }, (_, index) => `LABEL l${index}\nLOCALBOOT 0\n`)
  mkdirSync(join(tree, 'pxelinux.cfg'))
  writeFileSync(join(tree, 'pxelinux.cfg/default'), `UI menu.c32\nTIMEOUT 10\n${labels.join('')}`)
  const child = spawn(
    PROGRAM,
    ['explain', '00:16:3e:aa:bb:cc', '--json', `--tree=${tree}`, '--ip=192.0.2.91'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  // Nothing has been asked of the pipe yet: it fills up.
  await wait(1500)
  const report = await text(child.stdout)
  assert.ok(report.length > 1 << 19)
  assert.is(JSON.parse(report).menu.entries.length, LABELS)
})

reading('that leave cost one line, and no stack trace', async () => {
  const child = spawn(
    PROGRAM,
    ['explain', '00:16:3e:aa:bb:cc', `--tree=${tree}`, '--ip=192.0.2.91', '--json'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  child.stdout.destroy()
  assert.match(await text(child.stderr), /^(?:tspxeboot: E_OUTPUT: [^\n]*EPIPE[^\n]*\r?\n)?$/)
})

reading.run()
