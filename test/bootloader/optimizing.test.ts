import { spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const optimizing = suite('what V8 optimizes in the PXE client')

/** Whether a function that runs much is optimized after these calls. */
function isOptimizedAfter(calls: string): boolean {
  const program = `import { optimizeFor, optimizeLater } from './src/bootloader/pxe-client/optimizing.ts'
    ${calls}
    function hot(one) { let sum = 0; for (let i = 0; i < 1000; i += 1) sum += i % (one + 1); return sum }
    for (let run = 0; run < 20000; run += 1) hot(run)`
  const words = ['--trace-opt', '--import', 'tsx', '--input-type=module', '-e', program]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  assert.is(status, 0, stderr)
  return /completed optimizing .*<JSFunction hot .*TURBOFAN/.test(stdout)
}

optimizing('is nothing before a large file comes, or one whose size is not known', () => {
  assert.ok(isOptimizedAfter(''))
  assert.not(isOptimizedAfter('optimizeLater()'))
  assert.not(isOptimizedAfter('optimizeLater(); optimizeFor(8_000_000)'))
  assert.ok(isOptimizedAfter('optimizeLater(); optimizeFor(8_000_000); optimizeFor(40_000_000)'))
  assert.ok(isOptimizedAfter('optimizeLater(); optimizeFor(null)'))
})

optimizing.run()
