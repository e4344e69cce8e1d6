import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import { parseSimple0 } from '../../../src/bootloader/local-boot/local-boot.ts'
import { pythonRepr, shellWord } from '../../../src/bootloader/results/quoting.ts'
import { formatResult } from '../../../src/bootloader/results/write.ts'

const results = suite('boot results')

const RESULT = { kernel: '/d/kernel.1', ramdisk: '/d/ramdisk.2', args: 'root=/dev/nfs quiet' }
const text = (
  result: typeof RESULT | { kernel: string; ramdisk: null; args: string },
  format: 'sxp' | 'simple' | 'simple0' | 'qemu',
) => formatResult(result, format).toString('latin1')

results('are written as pygrub writes them', () => {
  assert.is(
    text(RESULT, 'sxp'),
    "linux (kernel '/d/kernel.1')(ramdisk '/d/ramdisk.2')(args 'root=/dev/nfs quiet')",
  )
  assert.is(text(RESULT, 'simple'), 'kernel /d/kernel.1\nramdisk /d/ramdisk.2\nargs root=/dev/nfs quiet\n\n')
  assert.is(text(RESULT, 'simple0'), 'kernel /d/kernel.1\0ramdisk /d/ramdisk.2\0args root=/dev/nfs quiet\0\0')
  assert.is(text(RESULT, 'qemu'), "-kernel /d/kernel.1 -initrd /d/ramdisk.2 -append 'root=/dev/nfs quiet'\n")
})

results('leave out what there is not', () => {
  const bare = { kernel: '/k', ramdisk: null, args: '' }
  assert.is(text(bare, 'sxp'), "linux (kernel '/k')")
  assert.is(text(bare, 'simple0'), 'kernel /k\0\0')
  assert.is(text(bare, 'qemu'), '-kernel /k\n')
})

results('quote as Python does', () => {
  const samples = ["it's", '"', `it's "both"`, 'back\\slash', 'tab\there', '\x01\x7f', '', 'a=b c="d"']
  const said = execFileSync(
    'python3',
    ['-c', 'import json,sys; print(json.dumps([repr(s) for s in json.load(sys.stdin)]))'],
    {
      input: JSON.stringify(samples),
      encoding: 'utf8',
    },
  )
  assert.equal(samples.map(pythonRepr), JSON.parse(said))
})

results('give a shell every word as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), (word) => {
      assert.is(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'latin1' }), word)
    }),
    { numRuns: 50 },
  )
})

results('keep the bytes of a command line', () => {
  const args = 'name=gr\xf6\xdfe'
  assert.is(
    formatResult({ ...RESULT, args }, 'simple0')
      .toString('hex')
      .slice(-4 - 2 * args.length),
    `${Buffer.from(args, 'latin1').toString('hex')}0000`,
  )
})

results('come back from simple0 as libxl reads it', () => {
  assert.equal(parseSimple0(text(RESULT, 'simple0')), RESULT)
  assert.equal(parseSimple0('kernel /a\0kernel /b\0args\0\0'), { kernel: '/b', ramdisk: null, args: '' })
})

results('refuse what libxl would drop or misread', () => {
  const code = (result: typeof RESULT): string => {
    try {
      formatResult(result, 'simple0')
      return 'none'
    } catch (error) {
      return error instanceof BootError ? error.code : String(error)
    }
  }
  assert.is(code({ ...RESULT, args: 'x'.repeat(8186) }), 'none')
  assert.is(code({ ...RESULT, args: 'x'.repeat(8187) }), 'E_CMDLINE_TOO_LONG')
  assert.is(code({ ...RESULT, args: 'a\0kernel /etc/passwd' }), 'E_OUTPUT')
  assert.is(code({ ...RESULT, args: 'a\nkernel /etc/passwd' }), 'E_OUTPUT')
  assert.is(code({ ...RESULT, kernel: '/d\n/kernel' }), 'E_OUTPUT')
})

results.run()
