// Where root's tools are looked for.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { toolPath } from '../../src/guest-port/run-tool.ts'

const path = suite('the path of tools')
const SYSTEM = '/usr/sbin:/usr/bin:/sbin:/bin'

const ROWS: [string | undefined, string][] = [
  [undefined, SYSTEM],
  ['', SYSTEM],
  [':', SYSTEM],
  ['.:bin:/opt/xen/bin:', `${SYSTEM}:/opt/xen/bin`],
]
for (const [callers, expected] of ROWS) {
  path(`with PATH=${callers} has no folder that depends on where the caller is`, () => {
    assert.is(toolPath(callers), expected)
  })
}

path.run()
