// What programs get of the descriptors that a caller left open: a shell here, whose descriptor 50 is a file.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  return inNode(
    fd,
    `
    import { startProgram } from '${resolve('src/start-program.ts')}'
    startProgram('sh', ${JSON.stringify(words)}, { stdio: ['ignore', 'inherit', 'inherit'] })`,
  )
}

/** What a module prints that a caller runs who has opened the file as \`fd\`. */
function inNode(fd: number, program: string): string {
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', program]
  return execFileSync('bash', ['-c', `exec ${fd}<"$0"; exec "$@"`, secret, ...node], { encoding: 'utf8' })
}

descriptors('are none of its caller’s', () => {
  assert.match(started(50, ['-c', 'readlink /proc/self/fd/50']), '/dev/null')
  assert.is(started(5000, ['-c', 'ls /proc/self/fd | grep -cx 5000 || :']), '0\n')
})

descriptors('are none of its caller’s if its output is collected', () => {
  const program = `
    import { runProgram } from '${resolve('src/run-program.ts')}'
    console.log(await runProgram('sh', ['-c', 'readlink /proc/self/fd/50']))`
  assert.match(inNode(50, program), '/dev/null')
})

descriptors('are closed wherever a program is started', () => {
  const starts = execFileSync('grep', ['-rlE', "from 'node:child_process'", 'src'], { encoding: 'utf8' })
  const files = starts.trim().split('\n')
  const own = files.filter((file) =>
    /import \{[^}]*(?<!type )\b(spawn|exec|fork)/.test(readFileSync(file, 'utf8')),
  )
  // The second: dash, of apt, cannot write to descriptors above 9.
  assert.equal(own.sort(), ['src/root-fs/run-build.ts', 'src/start-program.ts'])
})

descriptors.run()
