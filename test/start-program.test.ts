// What programs get of the descriptors that a caller left open: a shell here, whose descriptor 50 is a file.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const descriptors = suite('the descriptors of a program')

const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-start-'))
const secret = join(folder, 'secret')
writeFileSync(secret, 'secret\n')
descriptors.after(() => rmSync(folder, { recursive: true }))

/** What `words` prints that a process of ours starts, whose caller has opened the file as \`fd\`. */
function started(fd: number, words: string[]): string {
  const program = `
    import { startProgram } from '${resolve('src/start-program.ts')}'
    startProgram('sh', ${JSON.stringify(words)}, { stdio: ['ignore', 'inherit', 'inherit'] })`
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', program]
  return execFileSync('bash', ['-c', `exec ${fd}<"$0"; exec "$@"`, secret, ...node], { encoding: 'utf8' })
}

descriptors('are none of its caller’s', () => {
  assert.match(started(50, ['-c', 'readlink /proc/self/fd/50']), '/dev/null')
  assert.is(started(5000, ['-c', 'ls /proc/self/fd | grep -cx 5000 || :']), '0\n')
})

descriptors.run()
