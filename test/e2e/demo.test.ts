// The demo is what a newcomer runs first.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'

const demo = suite('the demo')
const test = unless(needs('root', 'ip'), demo)

test('boots a real kernel from the embedded server and finds all right', async () => {
  const { status, stdout, stderr } = await run(['scripts/demo'], { limit: 600 })
  assert.is(status, 0, stdout + stderr)
  assert.match(stdout, /\| tspxeboot: downloading kernel tftp:\/\/192\.0\.2\.1\/vmlinuz/)
  assert.match(stdout, 'demo: all right')
})

demo.run()
