// The other Node.js versions that users have: the addons compile, the core tests pass, a guest boots.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'

const versions = suite('Node.js versions')
const test = unless(needs('root', 'ip'), versions)

for (const version of ['22', '24']) {
  test(`Node ${version}`, async () => {
    const { status, stdout, stderr } = await run(['scripts/test-node-versions', '--core', version], {
      limit: 900,
    })
    assert.match(stdout, `Node v${version}.`)
    assert.is(status, 0, stdout + stderr)
  })
}

versions.run()
