// A clean Debian with its own Node.js, as a newcomer has it: libraries and tools that this machine may not have.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'

const machine = suite('a fresh machine')
const test = unless(
  process.env.TSPXEBOOT_TEST_XEN === '0' ? 'left out by --no-xen' : needs('root', 'mmdebstrap'),
  machine,
)

test('Debian 13 boots a guest with its own Node.js', async () => {
  const { status, stdout, stderr } = await run(['scripts/fresh-machine', 'trixie', './scripts/demo'], {
    limit: 840,
  })
  assert.is(status, 0, stdout + stderr)
  assert.match(stdout, 'demo: all right')
})

machine.run()
