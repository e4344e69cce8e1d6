// What an attacker tries who runs code in the PXE client's place. Each attack returns what it got where it succeeded,
// and else throws or returns null. The same code runs outside the sandbox as a control. Plain JavaScript with nothing but
// Node's own modules: it is copied beside the client's bundle.
//
// An attacker's machine code makes any system call; Node makes few, so most of them are made by perl, which the client may
// not start. These attacks run in an accomplice: another Node that the client starts before it is ready, as it still may.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, fstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

const CALLS = { x64: { ptrace: 101, keyctl: 250 }, arm64: { ptrace: 117, keyctl: 219 } }[process.arch]
const PTRACE_SEIZE = 0x4206
const KEYCTL_SEARCH = 10
const SESSION_KEYRING = -3

const perl = (script, ...words) =>
  execFileSync('perl', ['-e', script, ...words.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const succeeds = (attempt) => {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}

/** In the client itself. `target`: the world outside: { folder, pids, port, mark, fd }. */
const OWN_ATTACKS = {
  'read a file of the host': () => readFileSync('/etc/passwd', 'utf8').slice(0, 20),
  'leave its root directory': () =>
    ['home', 'root', 'var'].find((name) => existsSync(`../../../../${name}`)) ?? null,
  'see the host’s processes': () => readdirSync('/proc').find((name) => /^\d+$/.test(name)),
  'find a socket of the host': () => readdirSync('/run')[0],
  'write a file': ({ folder }) =>
    ['/', '/etc', '/usr', '/node', '/program', '/tmp', folder].find((place) =>
      succeeds(() => writeFileSync(`${place}/attack`, '')),
    ),
  'read a descriptor of the caller': ({ fd }) => (fstatSync(fd).isFile() ? readFileSync(fd, 'utf8') : null),
  // Memory that is never touched counts for the limit, and costs this machine nothing.
  'have 5 GiB of memory': () => Array.from({ length: 5 }, () => Buffer.alloc(2 ** 30)).length,
  'start a program': () => spawnSync('true').pid || null,
}

/** In the accomplice. */
const PROGRAM_ATTACKS = {
  'trace a process': ({ pids }) =>
    pids.find((pid) =>
      succeeds(() =>
        perl(
          'my @n = map { $_ + 0 } @ARGV; exit(syscall($n[0], $n[1], $n[2], 0, 0) < 0)',
          CALLS.ptrace,
          PTRACE_SEIZE,
          pid,
        ),
      ),
    ),
  'signal a process': ({ pids }) => pids.find((pid) => succeeds(() => process.kill(pid, 0))),
  'take a key from the caller’s session key ring': () =>
    perl(
      'my ($type, $name) = ("user", "tspxeboot-attack"); my $k = syscall(shift() + 0, shift() + 0, shift() + 0, $type, $name, 0); exit 1 if $k < 0; print $k',
      ...[CALLS.keyctl, KEYCTL_SEARCH, SESSION_KEYRING],
    ),
  'make a user namespace': () => execFileSync('unshare', ['--user', 'echo', 'made'], { stdio: 'pipe' }),
  'make a network namespace': () => execFileSync('unshare', ['--net', 'echo', 'made'], { stdio: 'pipe' }),
  'send raw packets': () => perl('socket(my $s, 17, 3, 0) or exit 1; print 1'),
  'reach a service on the host’s loopback': ({ port }) =>
    perl(
      'use Socket; socket(my $s, 2, 1, 0); connect($s, sockaddr_in(shift(), inet_aton("127.0.0.1"))) or exit 1; print 1',
      port,
    ),
  'have a hundred processes': () => {
    const many = Array.from({ length: 100 }, () => spawn('sleep', ['1'], { stdio: 'pipe' }))
    for (const child of many) child.on('error', () => {})
    const started = many.filter(({ pid }) => pid !== undefined)
    for (const child of started) child.kill()
    return started.length === many.length ? started.length : null
  },
}

/** Rows of attack and what it got; null: nothing. */
export const attackAsClient = (target) => rowsOf(OWN_ATTACKS, target)
export const attackByPrograms = (target) => rowsOf(PROGRAM_ATTACKS, target)

function rowsOf(attacks, target) {
  return Object.entries(attacks).map(([name, attempt]) => {
    try {
      const got = attempt(target) ?? null
      return { name, got: got === null ? null : String(got) }
    } catch {
      return { name, got: null }
    }
  })
}

/** Leaves a process behind that goes on writing to the descriptor `file`, and one that only lives. */
export function leaveBehind({ mark }, file) {
  const write =
    'open(my $f, "+<&=", 3); for (1 .. 60) { select(undef, undef, undef, 0.05); sysseek($f, 0, 0); syswrite($f, "attack") }'
  for (const [program, words] of [
    ['perl', ['-e', write]],
    ['sleep', [mark]],
  ])
    spawn(program, words, {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', file].map((one) => (one === 'ignore' ? 'pipe' : one)),
    })
      .on('error', () => {})
      .unref()
}

/** Stops this process. Whoever waits for it, and does not look, waits for ever. */
export const stopItself = () => process.kill(process.pid, 'SIGSTOP')
