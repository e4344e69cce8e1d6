import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeBootTree } from '../support/boot-tree.ts'
import { type Finished, keepRunning, run, until } from '../support/processes.ts'
import { readableProgram } from '../support/readable-program.ts'
import { needs, unless } from '../support/requirements.ts'

const lab = suite('tspxeboot lab')

const PROGRAM = resolve('bin/tspxeboot')
const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
const NAMESPACES = [
  'unshare',
  '--user',
  '--map-root-user',
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--mount-proc',
]

const test = unless(
  needs('ip', 'curl') ?? whyNot(['unshare', '--net', '--mount', '--pid', '--fork', 'true']),
  lab,
)
const asNobody = unless(needs('root', 'ip', 'curl') ?? whyNot([...AS_NOBODY, ...NAMESPACES, 'true']), lab)

let folder: string
/** The program where every user may read it. */
let everyones: string
let root: string

lab.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'tspxeboot-lab-'))
  root = writeBootTree(folder, { 'small.txt': 'content' }).root
  spawnSync('chmod', ['-R', 'a+rX', folder])
  everyones = readableProgram(folder)
})
lab.after(() => rmSync(folder, { recursive: true, force: true }))

function whyNot(command: string[]): string | null {
  const [program = '', ...args] = command
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return status === 0 ? null : `${program} fails here: ${stderr.trim()}`
}

function inLab(command: string[], options: string[] = []): Promise<Finished> {
  return run([PROGRAM, 'lab', `--tree=${root}`, ...options, '--', ...command])
}

function inNobodysLab(command: string[]): Promise<Finished> {
  return run([...AS_NOBODY, everyones, 'lab', `--tree=${root}`, '--', ...command])
}

/** Processes whose command line holds `word`. */
function processes(word: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(word)
      } catch {
        return false // Ended meanwhile.
      }
    })
}

const LOOK =
  'ip -br -4 address; curl -sS -m5 http://192.0.2.1/small.txt; curl -sS -m5 tftp://192.0.2.1/small.txt'

test('mounts nothing where it is called, whatever the environment says', async () => {
  const script = `cat /proc/self/mountinfo > "$0/before"; "$@"; cat /proc/self/mountinfo > "$0/after"`
  const call = ['unshare', '--mount', 'sh', '-c', script, folder, PROGRAM, 'lab', '--', 'sh', '-c', 'ls /run']
  const { status, stderr } = await run(call, { env: { TSPXEBOOT_LAB_INSIDE: '1' } })
  assert.is(status, 0, stderr)
  const mounts = (name: string) => readFileSync(join(folder, name), 'utf8')
  assert.is(mounts('after'), mounts('before'))
})

test('holds a loopback and the bridge with the server on it, nothing else', async () => {
  const { status, stdout } = await inLab(['sh', '-c', LOOK])
  assert.is(status, 0)
  assert.match(stdout, /^lo +\w+ +127\.0\.0\.1\/8 *\nxenbr0 +\w+ +192\.0\.2\.1\/24 *\ncontentcontent$/)
})

asNobody('needs no root if the system allows user namespaces', async () => {
  const { status, stdout } = await inNobodysLab(['sh', '-c', `id -u; ${LOOK}`])
  assert.is(status, 0)
  assert.match(stdout, /^0\nlo [^\n]*\nxenbr0 [^\n]*\ncontentcontent$/)
})

const BOOT = ['mac=00:16:3e:11:22:33', 'bridge=xenbr0', '--output-format=json', '--not-really']
test('is a place to boot in', async () => {
  const { status, stdout, stderr } = await inLab([PROGRAM, ...BOOT])
  assert.is(status, 0, stderr)
  assert.is(JSON.parse(stdout).config.url, 'tftp://192.0.2.1/pxelinux.cfg/default')
})

asNobody('is a place to boot in without root', async () => {
  const { status, stdout, stderr } = await inNobodysLab([everyones, ...BOOT])
  assert.is(status, 0, stderr)
  assert.is(JSON.parse(stdout).entry.label, 'linux')
})

test('plays a fixture', async () => {
  const fixture = join(folder, 'fixture.ini')
  writeFileSync(fixture, '[host "00:16:3e:11:22:33"]\nnak-first = always\n')
  chmodSync(fixture, 0o644)
  const { status, stderr } = await inLab([PROGRAM, ...BOOT, '--dhcp-timeout=3'], [`--fixture=${fixture}`])
  assert.is(status, 1)
  assert.match(stderr, 'E_DHCP_NAK')
})

test("its exit status is the command's", async () => {
  assert.is((await inLab(['sh', '-c', 'exit 7'])).status, 7)
  assert.is((await inLab(['sh', '-c', 'kill -TERM $$'])).status, 143)
})

test('hands the command its words, its input and a clean environment', async () => {
  const command = [PROGRAM, 'lab', '--', 'sh', '-c', 'cat; echo "$@"; env', 'sh', '--tree', '-x', '--', 'a b']
  const { stdout } = await run(command, { input: 'hello\n' })
  assert.match(stdout, /^hello\n--tree -x -- a b\n/)
  assert.not.match(stdout, 'TSPXEBOOT_LAB')
})

test('a command that is not there is a usage error', async () => {
  const { status, stderr } = await inLab(['/none/such'])
  assert.is(status, 2)
  assert.match(stderr, 'E_USAGE: cannot run /none/such')
})

test('takes down what the command left running', async () => {
  const word = `98${process.pid}`
  assert.is((await inLab(['sh', '-c', `setsid sleep ${word} & sleep 0.2`])).status, 0)
  assert.equal(processes(`sleep\0${word}`), [])
})

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`leaves nothing when ${signal} ends it`, async () => {
    const word = `97${process.pid}${signal.length}`
    const outer = keepRunning([PROGRAM, 'lab', '--', 'sh', '-c', `trap '' TERM; sleep ${word}`])
    await until(
      () => processes(`sleep\0${word}`).length > 0,
      () => `the command:\n${outer.output()}`,
    )
    await outer.stop(signal)
    await until(
      () => processes(word).length === 0,
      () => 'the end of all',
    )
  })
}

test('says what to do if namespaces are forbidden', async () => {
  // In a user namespace of its own the limit is set for this run alone (namespaces(7)).
  const forbid = 'echo 0 > /proc/sys/user/max_net_namespaces && exec "$0" lab -- true'
  const { status, stderr } = await run(['unshare', '--user', '--map-root-user', 'sh', '-c', forbid, PROGRAM])
  assert.is(status, 1)
  assert.match(stderr, /E_PERMISSION: cannot make the lab's namespaces: .*user namespaces/)
})

lab.run()
