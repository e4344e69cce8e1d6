// What a package costs: its size, and the time and memory of its start. measure.mjs NAME FILE TREE NODE PROGRAM
import { execFileSync, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

const RUNS = 5
// What the process has to itself; of its program file it maps what lies in the page cache anyway.
const TELL_MEMORY = `import { readFileSync } from 'node:fs'
process.on('exit', () => process._rawDebug(/RssAnon:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]))`
const [name = '', file = '', tree = '', node = '', program = ''] = process.argv.slice(2)

const starts = Array.from({ length: RUNS }, () => {
  const started = performance.now()
  const words = [`--import=data:text/javascript,${encodeURIComponent(TELL_MEMORY)}`, program, '--version']
  const { status, stderr } = spawnSync(node, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${name}: ${program} --version: exit status ${status}: ${stderr}`)
  return { ms: performance.now() - started, kib: Number(stderr.trim().split('\n').at(-1)) }
}).sort((one, other) => one.ms - other.ms)
const { ms, kib } = starts[Math.floor(RUNS / 2)]
const installed = Number(execFileSync('du', ['-sk', tree], { encoding: 'utf8' }).split('\t')[0])
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
console.log(
  `${name.padEnd(32)} ${mib(statSync(file).size).padStart(9)}  installed ${mib(installed * 1024).padStart(9)}` +
    `  --version ${ms.toFixed(0).padStart(4)} ms ${mib(kib * 1024)}`,
)
