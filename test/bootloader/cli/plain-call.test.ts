// Calls of hypervisors, read without yargs: as yargs reads them, or left to it.
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import { getoptWords, spreadWords } from '../../../src/bootloader/cli/caller-words.ts'
import { parseWords, valueTaker } from '../../../src/bootloader/cli/command-line.ts'
import { plainCall } from '../../../src/bootloader/cli/plain-call.ts'
import { COMMANDS } from '../../../src/bootloader/commands/index.ts'

const plain = suite('a plain call')

const LIBXL = [
  '--args=root=/dev/xvda1 ro',
  '--output=/var/run/xen/bootloader.3.out',
  '--output-format=simple0',
  '--output-directory=/var/run/xen/bootloader.3.d',
  'mac=00:16:3e:11:22:33',
  'bridge=xenbr0',
  '/dev/vg/guest',
]

/** What yargs makes of it; null: an error. */
async function byYargs(argv: string[]) {
  const takesValue = valueTaker(COMMANDS)
  try {
    const call = await parseWords(spreadWords(getoptWords(argv, takesValue), takesValue), COMMANDS)
    return call && { name: call.command.name, given: call.given }
  } catch (error) {
    if (error instanceof BootError) return null
    throw error
  }
}

async function assertAlike(argv: string[]): Promise<boolean> {
  const call = plainCall(argv)
  if (call === null) return false
  assert.equal({ name: call.command.name, given: call.given }, await byYargs(argv), argv.join(' | '))
  return true
}

for (const [name, argv] of Object.entries({
  'of libxl': LIBXL,
  'of libxl that restricts': ['--runas=1000', '--quiet', ...LIBXL],
  'of libvirt, with all words in one': ['mac=00:16:3e:11:22:33,bridge=xenbr0 --label linux', '/dev/vg/guest'],
  'with values in words of their own': ['mac=00:16:3e:11:22:33', '--output', '/tmp/out', '--args', '-x'],
  'of pypxeboot': ['mac=AA:00:86:E2:35:72'],
}))
  plain(`${name} is read as yargs does`, async () => {
    assert.ok(await assertAlike(argv))
  })

for (const argv of [
  [],
  ['--version'],
  ['mac=00:16:3e:11:22:33', '--help'],
  ['explain', '00:16:3e:11:22:33'],
  ['check', 'a=b'],
  ['mac=00:16:3e:11:22:33', '--no-such-option'],
  ['mac=00:16:3e:11:22:33', '--output-format=yaml'],
  ['mac=00:16:3e:11:22:33', '--label=a', '--label=b'],
  ['mac=00:16:3e:11:22:33', '--sha256=kernel:00'],
  ['mac=00:16:3e:11:22:33', '--quiet=false'],
  ['mac=00:16:3e:11:22:33', '--output'],
  ['mac=00:16:3e:11:22:33', '-qv'],
  ['mac=00:16:3e:11:22:33', '--', 'x'],
  ['--not-really', 'mac=00:16:3e:11:22:33', 'explain'],
  ['mac=00:16:3e:11:22:33', '--args="quoted"'],
  ['mac=00:16:3e:11:22:33', '--constructor=x'],
])
  plain(`is not: ${argv.join(' ')}`, () => {
    assert.is(plainCall(argv), null)
  })

plain('is read as yargs does, whatever its words are', async () => {
  const word = fc.constantFrom(
    ...['mac=00:16:3e:11:22:33', 'bridge=xenbr0', 'mac=a, bridge=b', '/dev/vg/guest', '1', '007', 'a b', ''],
    ...['--quiet', '--verbose', '-q', '-i', '--json', '--label=x', '--label', '--entry=1', '--output=-'],
    ...[
      '--args=a=b',
      '--args',
      '--args=',
      "--args='x'",
      '--output-format=json',
      '--output-format',
      '--kernel=',
    ],
    ...['--timeout=1e3', '--runas=0x10', '--force', '--sha256', '--image', 'mac=a --label b', '-', '--a.b=c'],
    ...['--label=true', '--label=-x', 'label', 'explain', '--not-really', '--no-quiet', '--Label=x'],
  )
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (more) => {
      await assertAlike(['mac=00:16:3e:11:22:33', ...more])
      await assertAlike(more)
    }),
    { numRuns: 1000 },
  )
})

plain.run()
