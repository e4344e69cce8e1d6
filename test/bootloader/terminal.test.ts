/** What the program prints on a raw terminal, which is a guest's console, and when it asks nobody there. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeBootTree } from '../support/boot-tree.ts'
import { openPty } from '../support/pty.ts'

const CONFIG =
  'UI menu.c32\nTIMEOUT 600\nLABEL one\n  KERNEL vmlinuz\n  APPEND quiet\nLABEL two\n  KERNEL vmlinuz\n'

const terminal = suite('on a raw terminal', { folder: '', tree: '' })
terminal.before((context) => {
  context.folder = mkdtempSync(`${tmpdir()}/tspxeboot-terminal-`)
  context.tree = writeBootTree(context.folder, { 'pxelinux.cfg/default': CONFIG }).root
})
terminal.after(({ folder }) => rmSync(folder, { recursive: true, force: true }))

/** All that was written before stty's own lines, and the exit status. */
async function show(words: string[]): Promise<{ written: string; status: number }> {
  const pty = openPty(['bin/tspxeboot', ...words])
  const status = await pty.exit
  return { written: pty.written().replace(/speed \d+ baud[\s\S]*$/, ''), status }
}

const ASKS_NOBODY: Record<string, { words: string[]; shows: RegExp }> = {
  'a list of the labels': { words: ['mac=00:16:3e:11:22:33', '-l'], shows: /\r\none\r\ntwo\r\n$/ },
  'explain --json': { words: ['explain', '00:16:3e:11:22:33', '--json'], shows: /"label": "one"/ },
}
for (const [what, { words, shows }] of Object.entries(ASKS_NOBODY)) {
  terminal(`${what} is printed without a menu`, async ({ tree }) => {
    const { written, status } = await show([...words, `--tree=${tree}`])
    assert.is(status, 0)
    assert.match(written, shows)
    assert.not.match(written, '\x1b')
  })
}

for (const format of ['text', 'json']) {
  terminal(`every line of a log in ${format} ends with CR LF`, async ({ tree }) => {
    const words = ['mac=00:16:3e:11:22:33', `--tree=${tree}`, '--label=no', '-n', `--log-format=${format}`]
    const { written, status } = await show(words)
    assert.is(status, 1)
    assert.match(written, 'E_NO_ENTRY')
    assert.ok(written.split('\r\n').length > 3)
    assert.not.match(written.replaceAll('\r\n', ''), /[\r\n]/)
  })
}

terminal('a hang-up is a failure like any other', async ({ folder, tree }) => {
  const ended = join(folder, 'status')
  const telling = ['sh', '-c', 'trap "" HUP; "$@"; echo $? > "$0.part"; mv "$0.part" "$0"', ended]
  const words = ['mac=00:16:3e:11:22:33', `--tree=${tree}`, `--output-directory=${folder}/out`]
  const pty = openPty([...telling, 'bin/tspxeboot', ...words])
  await pty.until('Automatic boot')
  pty.hangUp()
  for (let look = 0; look < 500 && !existsSync(ended); look++) await delay(20)
  assert.is(readFileSync(ended, 'utf8'), '1\n')
  assert.equal(readdirSync(join(folder, 'out')), [])
})

terminal.run()
