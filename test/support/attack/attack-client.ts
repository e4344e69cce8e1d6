// A boot whose PXE client is taken over: what the attacker tries, in the sandbox and outside of it.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sha256, writeBootTree } from '../boot-tree.ts'
import { dnsmasq } from '../dhcp-servers.ts'
import { createNetwork, type TestNetwork } from '../network.ts'
import { until } from '../processes.ts'

export interface AttackRow {
  attack: string
  /** What it got in the client; null: the sandbox held. */
  caged: string | null
  /** What it got outside; null: the control failed, and the row says nothing. */
  control: string | null
}

export interface AttackTable {
  /** What -v says about the sandbox. */
  sandbox: string
  rows: AttackRow[]
}

const LEFT_MS = 500
/** Who another guest's client is. */
const OTHER_CLIENT = ['--reuid=1900000001', '--regid=65534', '--clear-groups']
/** How long what is left behind sleeps, by which it is known. */
const [CAGED, FREE] = ['600.251', '600.252']
/** The time limit of a boot whose client stops itself, and how long we wait for its end, in seconds. */
const [TIMEOUT, PATIENCE] = [3, 20]
const OUTLAST = 'outlast its time limit by stopping itself'
/** What runs in the client's place. */
const FOLDER = resolve('test/support/attack')
const ATTACKS_FILE = join(FOLDER, 'attacks.mjs')

/** Needs root, perl, dnsmasq and keyctl. Throws where the boot fails. */
export async function attackClient(): Promise<AttackTable> {
  const net = await createNetwork()
  try {
    const tree = writeBootTree(net.folder, {})
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const sleeper = spawn('setpriv', [...OTHER_CLIENT, 'sleep', '300'])
    const service = net.host.start(['python3', '-m', 'http.server', '--bind', '127.0.0.1', '8097'])
    try {
      const reach = () => net.host.run(['bash', '-c', '</dev/tcp/127.0.0.1/8097'])
      while ((await reach()).status !== 0) await pause(50)
      const outside = { folder: net.folder, port: 8097, fd: 50 }
      const free = [
        ...(await runFree(net, { ...outside, pids: [sleeper.pid], mark: FREE })),
        { attack: OUTLAST, got: await outlastFree() },
      ]
      const { sandbox, ...run } = await runCaged(
        net,
        { ...outside, pids: [1, sleeper.pid], mark: CAGED },
        tree.kernel,
      )
      const caged = [...run.rows, { attack: OUTLAST, got: await outlastCaged(net) }]
      const rows = free.map(({ attack, got }) => {
        const tried = caged.find((row) => row.attack === attack)
        if (tried === undefined) throw new Error(`the client did not try to ${attack}`)
        return { attack, caged: tried.got, control: got }
      })
      return { sandbox, rows }
    } finally {
      sleeper.kill()
      await service.stop()
    }
  } finally {
    await net.close()
  }
}

interface Got {
  attack: string
  got: string | null
}

/** A caller with a key in its session key ring and a file on descriptor 50. */
const CALLER = 'keyctl add user tspxeboot-attack secret @s >/dev/null && exec 50<"$0" && exec "$@"'

function called(net: TestNetwork, words: string[]): string[] {
  const secret = join(net.folder, 'secret')
  writeFileSync(secret, 'secret')
  return ['keyctl', 'session', '-', 'bash', '-c', CALLER, secret, ...words]
}

async function runFree(net: TestNetwork, target: object): Promise<Got[]> {
  const file = join(net.folder, 'handed-over')
  writeFileSync(file, 'kernel')
  const script = `
    import { openSync } from 'node:fs'
    import { attackAsClient, attackByPrograms, leaveBehind } from '${ATTACKS_FILE}'
    const target = ${JSON.stringify(target)}
    console.log(JSON.stringify([...attackAsClient(target), ...attackByPrograms(target)]))
    leaveBehind(target, openSync('${file}', 'r+'))
    process.exit()`
  const node = [process.execPath, '--input-type=module', '--eval', script]
  const { stdout, stderr } = await net.host.run(called(net, node))
  const line = stdout.split('\n').find((text) => text.startsWith('['))
  if (line === undefined) throw new Error(stderr)
  const rows = (JSON.parse(line) as { name: string; got: string | null }[]).map(({ name, got }) => ({
    attack: name,
    got,
  }))
  return [...rows, ...(await after(FREE, () => readFileSync(file, 'latin1') !== 'kernel'))]
}

/** Copies the program with its client taken over, and returns the words for a boot with it. `target`: as in attacks.mjs. */
function bootTakenOver(net: TestNetwork, target: object): string[] {
  const copy = mkdtempSync(join(net.folder, 'taken-over-'))
  for (const name of ['bin', 'dist', 'package.json']) cpSync(name, join(copy, name), { recursive: true })
  // The clients' user has to be able to read it.
  chmodSync(copy, 0o755)
  for (const name of ['attacks.mjs', 'accomplice.mjs']) cpSync(join(FOLDER, name), join(copy, 'dist', name))
  const client = join(copy, 'dist/pxe-client.cjs')
  renameSync(client, join(copy, 'dist/as-it-was.cjs'))
  writeFileSync(client, "import('./in-the-client.mjs').then(() => require('./as-it-was.cjs'))")
  const before = readFileSync(join(FOLDER, 'in-the-client.mjs'), 'utf8')
  writeFileSync(
    join(copy, 'dist/in-the-client.mjs'),
    before.replace('TARGET', () => JSON.stringify(target)),
  )
  const words = ['mac=00:16:3e:11:22:33', 'bridge=xenbr0', `--output-directory=${join(net.folder, 'out')}`]
  return called(net, [join(copy, 'bin/tspxeboot'), ...words, '--output-format=json'])
}

async function runCaged(
  net: TestNetwork,
  target: object,
  kernel: string,
): Promise<{ sandbox: string; rows: Got[] }> {
  const { status, stdout, stderr } = await net.host.run([...bootTakenOver(net, target), '--verbose'])
  if (status !== 0) throw new Error(stderr)
  const rows = [...stderr.matchAll(/warning: attack (\{.*\})$/gm)].map(([, json = '']) => {
    const { name, got } = JSON.parse(json) as { name: string; got: string | null }
    return { attack: name, got }
  })
  const { path } = (JSON.parse(stdout) as { kernel: { path: string } }).kernel
  return {
    sandbox: /^tspxeboot: (the client processes .*)$/m.exec(stderr)?.[1] ?? '',
    rows: [...rows, ...(await after(CAGED, () => sha256(readFileSync(path)) !== kernel))],
  }
}

/** nsenter as it waits by itself: it stops together with the program that it has started. */
async function outlastFree(): Promise<string | null> {
  const stop = `import('${ATTACKS_FILE}').then(({ stopItself }) => stopItself())`
  const words = ['--pid=/proc/self/ns/pid', process.execPath, '--eval', stop]
  const waiting = spawn('nsenter', words, { stdio: 'ignore' })
  const state = () => execFileSync('ps', ['-o', 'stat=', '-p', String(waiting.pid)], { encoding: 'utf8' })
  await until(
    () => state().startsWith('T'),
    () => 'an nsenter that is stopped',
  )
  const [stopped = ''] = execFileSync('pgrep', ['--parent', String(waiting.pid)], { encoding: 'utf8' }).split(
    '\n',
  )
  try {
    for (const pid of [Number(stopped), waiting.pid ?? 0]) process.kill(pid, 'SIGTERM')
    process.kill(Number(stopped), 'SIGKILL')
    await pause(LEFT_MS)
    return waiting.exitCode === null && waiting.signalCode === null ? 'still there' : null
  } finally {
    waiting.kill('SIGKILL')
  }
}

async function outlastCaged(net: TestNetwork): Promise<string | null> {
  const boot = net.host.start([...bootTakenOver(net, { stops: true }), `--timeout=${TIMEOUT}`])
  const ended = await Promise.race([boot.ended, pause(PATIENCE * 1000, null)])
  if (ended === null) {
    await boot.stop('SIGKILL')
    return `${PATIENCE} s instead of ${TIMEOUT}`
  }
  if (!boot.output().includes('E_TIMEOUT')) throw new Error(boot.output())
  return null
}

/** What a run has left behind it. */
async function after(mark: string, changed: () => boolean): Promise<Got[]> {
  const processes = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
  const left = new RegExp(`^ *(\\d+) sleep ${mark}$`, 'm').exec(processes)?.[1]
  if (left !== undefined) process.kill(Number(left), 'SIGKILL')
  await pause(LEFT_MS)
  return [
    { attack: 'leave a process behind', got: left ?? null },
    { attack: 'change what was handed over', got: changed() ? 'changed' : null },
  ]
}
