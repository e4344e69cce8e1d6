// Runs the checks (build, lint, types) and the test files, each as a process of its own, and adds up what uvu says.
// Three run at a time, because many wait more than they work, or two beside Xen hosts; at the same time, one after the
// other, the packages and the Xen hosts on which they are installed. A test file that fails beside others runs once more,
// alone at the end, and that run counts: a busy machine is not the program's fault. What failed first is shown as well.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, watch } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'

interface Totals {
  passed: number
  failed: number
  skipped: number
}

interface Job {
  name: string
  command: string[]
  /** Seconds; then the job and all that it started is killed. */
  limit: number
  /** Whether it runs once more when it fails beside others. */
  again: boolean
  /** Reads the totals out of what the job printed. */
  count: (output: string, status: number | null) => Totals
}

const PARALLEL = 3
const PARALLEL_BESIDE_XEN = 2
const LIMIT = 600
/** More files than these fail for a reason other than a busy machine. */
const FAILURES_TRIED_AGAIN = 3
/** Whole boots on a network, in the shortest time: what --quick runs beside the checks and the unit tests. */
const WHOLE_BOOTS = 'test/e2e/old-callers.test.ts'
/** It builds again what the others test. */
const FIRST = ['test/e2e/demo.test.ts']
const XEN = 'test/e2e/xen/xen.test.ts'
/** In this order: what the one builds the other installs. */
const BESIDE = [
  { file: 'test/e2e/packages.test.ts', limit: 900 },
  { file: XEN, limit: 3600 },
]
/** Long ones, before the others: at the end nothing would run beside them. */
const EARLY = [
  { file: 'test/e2e/root.test.ts', limit: 2400 },
  { file: 'test/e2e/fresh-machine.test.ts', limit: 1200 },
]
const NEEDS_THE_MACHINE = /^import .*\/(network|xen-host|libxl|lab|machine)\.ts'/m
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

const running = new Set<number>()
const totals: Totals = { passed: 0, failed: 0, skipped: 0 }
const failedBesideOthers: { job: Job; counted: Totals }[] = []
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const pid of running) killGroup(pid)
    process.exit(1)
  })
}

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    unit: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    'no-xen': { type: 'boolean', default: false },
    grep: { type: 'string' },
    watch: { type: 'boolean', default: false },
  },
})
if (options.grep !== undefined) process.env.TSPXEBOOT_TEST_GREP = options.grep
if (options['no-xen']) process.env.TSPXEBOOT_TEST_XEN = '0'
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/${file}`)
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort()
const needsTheMachine = (file: string) =>
  file.startsWith('test/e2e/') || NEEDS_THE_MACHINE.test(readFileSync(file, 'utf8'))
const runnable =
  options.unit || options.quick
    ? files.filter((file) => !needsTheMachine(file) || (options.quick && file === WHOLE_BOOTS))
    : files
const beside = BESIDE.filter(({ file }) => runnable.includes(file))
const early = EARLY.filter(({ file }) => runnable.includes(file))
const withXen = runnable.includes(XEN) && process.env.TSPXEBOOT_TEST_XEN !== '0'
const first = runnable.filter((file) => FIRST.includes(file))
const placed = new Set([...first, ...[...beside, ...early].map(({ file }) => file)])
const others = runnable.filter((file) => !placed.has(file)).map((file) => ({ file, limit: LIMIT }))
const checks =
  wanted.length === 0 && !options.unit && options.grep === undefined
    ? [
        check('lint', ['npx', '--no', 'biome', 'check', '.']),
        check('types', ['npx', '--no', 'tsc', '--noEmit']),
      ]
    : []

do {
  Object.assign(totals, { passed: 0, failed: 0, skipped: 0 })
  await runEverything()
} while (options.watch && (await changed()))

async function runEverything(): Promise<void> {
  await run(check('build', ['npm', 'run', '--silent', 'build']))
  for (const file of first) await run(testFile(file, LIMIT))
  await Promise.all([
    runAll(
      beside.map(({ file, limit }) => testFile(file, limit)),
      1,
    ),
    runAll(
      [...checks, ...[...early, ...others].map(({ file, limit }) => testFile(file, limit))],
      withXen ? PARALLEL_BESIDE_XEN : PARALLEL,
    ),
  ])
  await tryFailuresAgain()
  if (files.length === 0) {
    console.log(`no test file's name contains ${wanted.join(' or ')}`)
    totals.failed += 1
  }
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
  process.exitCode = totals.failed === 0 ? 0 : 1
}

async function tryFailuresAgain(): Promise<void> {
  const failures = failedBesideOthers.splice(0)
  for (const { job, counted } of failures) {
    if (failures.length > FAILURES_TRIED_AGAIN) add(counted)
    else {
      console.log(`again, alone: ${job.name}`)
      await run({ ...job, again: false })
    }
  }
}

/** Resolves when a file of the program or its tests has changed, after the time that an editor takes to write it. */
async function changed(): Promise<true> {
  const watchers = ['src', 'test'].map((folder) => watch(folder, { recursive: true }))
  await Promise.race(watchers.map((watcher) => once(watcher, 'change')))
  for (const watcher of watchers) watcher.close()
  await wait(100)
  return true
}

function check(name: string, command: string[]): Job {
  const count = (_: string, status: number | null) =>
    status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
  return { name, command, limit: LIMIT, again: false, count }
}

function testFile(file: string, limit: number): Job {
  const matching = options.grep === undefined ? [] : ['--import', './scripts/uvu-matching.mjs']
  return {
    name: file,
    command: [process.execPath, '--import', 'tsx', ...matching, file],
    limit,
    again: runnable.length > 1 && file !== XEN,
    count: countUvu,
  }
}

/** uvu's closing lines. A file that ran nothing, or ended badly though no test of it failed, counts as one failure. */
function countUvu(output: string, status: number | null): Totals {
  const last = (label: string) =>
    Number([...output.matchAll(new RegExp(`^ *${label}: +(\\d+)`, 'gm'))].at(-1)?.[1] ?? 0)
  const [total, passed, skipped] = [last('Total'), last('Passed'), last('Skipped')]
  const failed = total - passed
  const crashed = failed === 0 && (status !== 0 || (total + skipped === 0 && options.grep === undefined))
  return { passed, skipped, failed: crashed ? 1 : failed }
}

async function runAll(queue: Job[], width: number): Promise<void> {
  const waiting = [...queue]
  const worker = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await run(job)
  }
  await Promise.all(Array.from({ length: width }, worker))
}

async function run(job: Job): Promise<void> {
  const started = Date.now()
  const { status, output, late } = await execute(job)
  const counted = job.count(output, status)
  const { passed, failed, skipped } = counted
  if (failed > 0 && job.again) failedBesideOthers.push({ job, counted })
  else add(counted)
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  if (failed > 0) console.log(`${output.trimEnd()}\n`)
  if (late) console.log(`${job.name}: killed after ${job.limit} s`)
  for (const [line] of output.matchAll(/^(?:skipped|measured): .*$/gm)) console.log(`  ${line}`)
  // No test of it matches --grep.
  if (passed + failed + skipped === 0) return
  console.log(
    `${failed > 0 ? 'FAIL' : 'ok  '} ${job.name}: ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)`,
  )
}

function add({ passed, failed, skipped }: Totals): void {
  totals.passed += passed
  totals.failed += failed
  totals.skipped += skipped
}

function execute(job: Job): Promise<{ status: number | null; output: string; late: boolean }> {
  const [program = '', ...args] = job.command
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    })
    const chunks: Buffer[] = []
    let late = false
    if (child.pid !== undefined) running.add(child.pid)
    const timer = setTimeout(() => {
      late = true
      if (child.pid !== undefined) killGroup(child.pid)
    }, job.limit * 1000)
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    const end = (status: number | null, note = '') => {
      clearTimeout(timer)
      if (child.pid !== undefined) running.delete(child.pid)
      resolve({ status, late, output: Buffer.concat(chunks).toString().replace(COLOUR, '') + note })
    }
    child.on('error', (error) => end(null, error.message))
    child.on('close', (status) => end(status))
  })
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}
