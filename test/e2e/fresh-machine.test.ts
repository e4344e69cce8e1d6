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

/** Builds the package, installs it, and boots by it. */
const BY_PACKAGE = [
  './scripts/demo',
  'ADDONS_FOR=20 ./scripts/package deb',
  'apt-get -qq install -y --no-install-recommends ./build/packages/tspxeboot_*.deb',
  './scripts/demo /usr/bin/tspxeboot',
]

test('Debian 13 boots a guest with its own Node.js, from a clone and by the Debian package', async () => {
  const { status, stdout, stderr } = await run(
    ['scripts/fresh-machine', 'trixie', 'sh', '-c', BY_PACKAGE.join(' && ')],
    { limit: 1140 },
  )
  assert.is(status, 0, stdout + stderr)
  assert.is(stdout.match(/^demo: all right/gm)?.length, 2)
  assert.match(stdout, 'as libxl calls it')
  assert.match(stdout, /^demo: +\/usr\/bin\/tspxeboot --output=/m)
})

machine.run()
