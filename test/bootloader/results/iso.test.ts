// `--output-format=iso` through the program: the ISO goes where every other result goes, and its parts do not stay.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeBootTree } from '../../support/boot-tree.ts'
import { run } from '../../support/processes.ts'
import { openPty } from '../../support/pty.ts'
import { needs, unless } from '../../support/requirements.ts'

const iso = suite('result as an ISO')
const withTools = unless(needs('xorriso'), iso)

const PROGRAM = new URL('../../../bin/tspxeboot', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'tspx-iso-result-'))
iso.after(() => rmSync(folder, { recursive: true, force: true }))
const { root } = writeBootTree(folder)
const parts = join(folder, 'parts')
const file = join(folder, 'guest.iso')

const CALL = [
  PROGRAM,
  ...['--tree', root, '--ip', '192.0.2.5', '--server', '192.0.2.1', '--output-directory', parts],
  ...['--output-format=iso', 'mac=00:16:3e:11:22:33'],
]
const boot = (...more: string[]) => run([...CALL, ...more])

withTools('goes to a file, and its parts do not stay', async () => {
  const { status, stderr } = await boot(`--output=${file}`)
  assert.is(status, 0, stderr)
  assert.equal(readdirSync(parts), [])
  assert.ok(readFileSync(file).includes('APPEND initrd=/initrd root=/dev/nfs ip=dhcp quiet\n'))
})

withTools('says that a kernel without an EFI stub boots under BIOS only', async () => {
  const { stderr } = await boot(`--output=${file}`)
  assert.match(stderr, /boots under BIOS only/)
})

withTools('goes to standard output and into special files with the same bytes', async () => {
  const command = `exec "$@" | cat > ${join(folder, 'piped.iso')}`
  const { status, stderr } = await run([...['sh', '-c', command, 'sh', ...CALL]])
  assert.is(status, 0, stderr)
  assert.ok(readFileSync(join(folder, 'piped.iso')).equals(readFileSync(file)))
  assert.equal(readdirSync(parts), [])
})

withTools('does not go to a terminal', async () => {
  const pty = openPty([...CALL, '--label=linux'])
  assert.is(await pty.exit, 1)
  assert.match(pty.written(), /E_OUTPUT: an ISO is not for a terminal/)
  assert.not.match(pty.written(), 'CD001')
  assert.equal(readdirSync(parts), [])
})

withTools('is not written, and nothing is left, if the command line is too long', async () => {
  const output = join(folder, 'long.iso')
  const { status, stderr } = await boot(`--output=${output}`, `--args=${'x'.repeat(2050)}`)
  assert.is(status, 1)
  assert.match(stderr, /E_CMDLINE_TOO_LONG/)
  assert.equal(readdirSync(parts), [])
  assert.not.ok(readdirSync(folder).some((name) => name.includes('long.iso')))
})

withTools('refuses a dry run', async () => {
  const { status, stderr } = await boot('--not-really')
  assert.is(status, 2)
  assert.match(stderr, /E_USAGE/)
})

iso.run()
