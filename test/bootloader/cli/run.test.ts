/** The command line as its callers use it, by the built program. */

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeBootTree } from '../../support/boot-tree.ts'
import { elfKernel, XEN_NOTES } from '../../support/elf-kernel.ts'
import { readableProgram } from '../../support/readable-program.ts'

const PROGRAM = 'bin/tspxeboot'
const MAC = '00:16:3e:11:22:33'

const program = suite('command line', { folder: '', tree: '' })

program.before((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tspxeboot-cli-'))
  context.tree = writeBootTree(context.folder).root
  chmodSync(context.folder, 0o755)
})
program.after(({ folder }) => rmSync(folder, { recursive: true, force: true }))

function call(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(PROGRAM, words, { encoding: 'utf8', input: '' })
  return { status, stdout, stderr, lastLine: stderr.trim().split('\n').at(-1) ?? '' }
}

/** A call, and the hint of its E_USAGE. */
const UNKNOWN: [string[], string][] = [
  [[`mac=${MAC}`, '--bridg=xenbr0'], 'did you mean --bridge?'],
  [[`mac=${MAC}`, '--lable=linux'], 'did you mean --label?'],
  [[`mac=${MAC}`, '--out=/tmp/x'], 'did you mean --output?'],
  [['explain', MAC, '--jsn'], 'did you mean --json?'],
  [['explain', MAC, '--output=/tmp/x'], 'see tspxeboot --help'],
  [['vbox', 'create', 'x', '--mmory=1'], 'did you mean --memory?'],
  [['check', '--jsn', '/tmp'], 'did you mean --json?'],
  [['explain', '--tre', '/tmp', MAC], 'did you mean --tree?'],
  [[`--mac=${MAC}`], "the guest's words have no dashes: mac=..."],
]
for (const [words, hint] of UNKNOWN) {
  program(`names the nearest option of the command for ${words.join(' ')}`, () => {
    const { status, lastLine } = call(...words)
    assert.is(status, 2)
    assert.match(lastLine, /^tspxeboot: E_USAGE: unknown option --/)
    assert.ok(lastLine.endsWith(`(${hint})`), lastLine)
  })
}

/** As pygrub takes them by getopt: `words`, and the args of the result. */
const GETOPT: [string, string[], string][] = [
  ['a value that begins with a dash', ['--args', '-x --foo'], '-x --foo'],
  ['a value that is an option elsewhere', ['--args', '-q'], '-q'],
  ['the last of several values', ['--args', 'first', '--args=last'], 'last'],
  ['empty values', ['--kernel=', '--ramdisk', '', '--args='], ''],
  ['short options in one word', ['-nq', '--args=x'], 'x'],
]
for (const [name, words, args] of GETOPT) {
  program(`takes ${name}`, ({ tree }) => {
    const common = [`mac=${MAC}`, `--tree=${tree}`, '--not-really', '--output-format=qemu']
    const { status, stdout, stderr } = call(...common, ...words)
    assert.is(status, 0, stderr)
    assert.ok(stdout.endsWith(` -append '${`root=/dev/nfs ip=dhcp quiet ${args}`.trim()}'\n`), stdout)
  })
}

program('takes everything after -- as words of the guest', ({ tree }) => {
  const { status, stdout, stderr } = call(`--tree=${tree}`, '-n', '--', `mac=${MAC}`, '-disk')
  assert.is(status, 0, stderr)
  assert.match(stdout, /^linux /)
  assert.is(call(`--tree=${tree}`, '-n', `mac=${MAC}`, '--', '-disk', '-other').status, 2)
})

program('prints the report with --json, which is --output-format=json', ({ tree }) => {
  const { stdout } = call(`mac=${MAC}`, `--tree=${tree}`, '-n', '--json')
  assert.is(JSON.parse(stdout).outcome, 'boot')
  const { status, lastLine } = call(`mac=${MAC}`, `--tree=${tree}`, '-n', '--json', '--output-format=qemu')
  assert.is(status, 2)
  assert.match(lastLine, /--json and --output-format=qemu/)
})

/** Calls that are wrong, and a word of the line that says so. */
const WRONG: [string, string[], RegExp][] = [
  ['a misspelt command', ['serv'], /there is no command serv \(did you mean serve\?\)/],
  ['an unknown command', ['frob', 'x'], /there is no command frob \(the commands are explain, .*mac=/],
  ['a misspelt command of a group', ['hosts', 'lst', 'x'], /no command hosts lst \(did you mean list\?\)/],
  ['explain without a guest', ['explain'], /tspxeboot explain needs MAC.*as in tspxeboot explain 00:16/],
  ['check without a tree', ['check'], /tspxeboot check needs the boot server's root/],
  ['vbox without a command', ['vbox'], /vbox needs a command: create, /],
  ['no guest', ['--tree=/tmp'], /no MAC address/],
  ['a time that is none', [`mac=${MAC}`, '--timeout=soon'], /--timeout=soon/],
  ['a size that is none', [`mac=${MAC}`, '--max-size=-1'], /--max-size=-1/],
  ['an unknown format', [`mac=${MAC}`, '--output-format=xml'], /output-format/],
  ['tree options without a tree', [`mac=${MAC}`, '--ip=192.0.2.5'], /--ip .*--tree/],
  ['what DHCP would say, without a tree', [`mac=${MAC}`, '--path-prefix='], /--path-prefix .*--tree/],
  ['a tree that is not there', [`mac=${MAC}`, '--tree=/nonexistent'], /\/nonexistent/],
  ['an option without its value', [`mac=${MAC}`, '--label'], /--label needs a value/],
  ['a list without a value', [`mac=${MAC}`, '--sha256='], /--sha256 needs a value/],
  ['a flag with a value', [`mac=${MAC}`, '--force=yes'], /--force takes no value, .*"yes"/],
  [
    'serve for a lab and an interface',
    ['serve', '/tmp', '--lab', '--interface=lo'],
    /--lab .*no --interface/,
  ],
  ['serve for a lab and hosts', ['serve', '/tmp', '--lab', '--hosts=x'], /--lab .*no --hosts/],
  [
    'a QEMU that is not there',
    ['qemu', MAC, '--tree=/tmp', '--qemu=/nonexistent'],
    /\/nonexistent cannot be run/,
  ],
  ['two entries', [`mac=${MAC}`, '--label=linux', '--entry=1'], /--label and --entry/],
  ['an empty output', [`mac=${MAC}`, '--output='], /--output= names no file/],
  ['an empty output directory', [`mac=${MAC}`, '--output-directory='], /--output-directory= names no folder/],
  ['a DHCP option that is none', [`mac=${MAC}`, '--tree=/tmp', '--dhcp-option=x'], /--dhcp-option=x/],
  ['site settings that are not there', [`mac=${MAC}`, '--config=/nonexistent.ini'], /\/nonexistent.ini/],
]
for (const [name, words, text] of WRONG) {
  program(`ends with status 2 and one line for ${name}`, () => {
    const { status, stdout, stderr, lastLine } = call(...words)
    assert.is(status, 2)
    assert.is(stdout, '')
    assert.is(stderr.trim().split('\n').length, 1)
    assert.match(lastLine, /^tspxeboot: E_USAGE: /)
    assert.match(lastLine, text)
  })
}

program('boots from a tree, as libxl calls it', ({ folder, tree }) => {
  const output = join(folder, 'result')
  const { status, stderr } = call(
    `--output=${output}`,
    '--output-format=simple0',
    `--output-directory=${folder}/out`,
    `mac=${MAC}`,
    `--tree=${tree}`,
    '--ip=192.0.2.5',
    '--server=192.0.2.1',
    '/dev/null',
  )
  assert.is(status, 0, stderr)
  const [kernel = '', ramdisk = '', args = '', ...rest] = execFileSync('cat', [output], {
    encoding: 'latin1',
  }).split('\0')
  assert.match(kernel, new RegExp(`^kernel ${folder}/out/kernel\\.[0-9a-f]+$`))
  assert.match(ramdisk, new RegExp(`^ramdisk ${folder}/out/ramdisk\\.[0-9a-f]+$`))
  assert.match(args, /^args /)
  assert.equal(rest, ['', ''])
  assert.match(stderr, /^tspxeboot: requesting info for MAC address 00:16:3E:11:22:33$/m)
  assert.match(stderr, /^tspxeboot: getting cfg for IP 192\.0\.2\.5 \(C0000205\) from server 192\.0\.2\.1$/m)
})

program('takes site settings: the command line before the guest before the defaults', ({ folder, tree }) => {
  const config = join(folder, 'site.ini')
  const common = [
    `--config=${config}`,
    `mac=${MAC}`,
    '--not-really',
    '--output-format=simple',
    '--ip=192.0.2.5',
  ]
  writeFileSync(
    config,
    `[defaults]\ntree=${tree}\nargs=default\nquiet=true\n[guest "00:16:3E:11:22:33"]\nargs=guest\n[guest "00:16:3e:ff:ff:ff"]\nargs=other\n`,
  )
  assert.match(call(...common).stdout, / guest\n\n$/)
  assert.is(call(...common).stderr, '')
  assert.match(call(...common, '--args=typed').stdout, / typed\n\n$/)
  writeFileSync(config, `[defaults]\ntree=${tree}\nargs=default\n`)
  assert.match(call(...common).stdout, / default\n\n$/)
})

/** [defaults], the guest's section, the command line, and what the result or the log then contains. */
const NEARER: [string, string, string, string[], RegExp][] = [
  ['an entry', 'entry=0', '', ['--label=other'], /no label/],
  ['a label', 'label=other', '', ['--entry=0'], /^linux/],
  ['a guest’s own entry', 'label=other', 'entry=0', [], /^linux/],
  ['the loudness', 'debug=true', 'verbose=true', ['-q'], /^linux .*\)$/],
  ['the form of the result', 'json=true', '', ['--output-format=qemu'], /^-kernel/],
  ['the address of ip=', 'ip=192.0.2.77', '', ['mac=00:16:3e:11:22:33,ip=192.0.2.5'], /C0000205/],
  ['the guest’s address', 'ip=192.0.2.77', 'ip=192.0.2.78', [], /C000024E/],
]
for (const [name, defaults, guest, words, expected] of NEARER) {
  program(`takes ${name} from the command line before the site settings`, ({ folder, tree }) => {
    const config = join(folder, 'nearer.ini')
    writeFileSync(config, `[defaults]\ntree=${tree}\n${defaults}\n[guest "${MAC}"]\n${guest}\n`)
    const { stdout, stderr } = call(`--config=${config}`, '-n', `mac=${MAC}`, ...words)
    assert.match(`${stdout}${stderr}`.trim(), expected)
  })
}

program('takes a bridge of the guest’s words before one of the site settings', ({ folder }) => {
  const config = join(folder, 'bridges.ini')
  writeFileSync(config, '[defaults]\ninterface=no-such-1\nbridge=no-such-2\n')
  const { stderr } = call(`--config=${config}`, '-n', `mac=${MAC},bridge=no-such-3`)
  assert.match(stderr, process.getuid?.() === 0 ? 'no-such-3' : 'E_PERMISSION')
})

program('names file, section and key of site settings that are wrong', ({ folder }) => {
  const config = join(folder, 'wrong.ini')
  for (const [text, expected] of [
    ['[defaults]\nbrige=xenbr0\n', /wrong\.ini: unknown key "brige" in \[defaults\].*bridge/],
    ['[somebody]\nbridge=xenbr0\n', /wrong\.ini: unknown section "somebody"/],
    ['[guest "x"]\nbridge=xenbr0\n', /wrong\.ini: section \[guest "x"\]/],
    ['[defaults]\nquiet=perhaps\n', /quiet in \[defaults\] is true or false/],
    ['[defaults]\ntimeout=soon\n', /--timeout=soon/],
  ] as const) {
    writeFileSync(config, text)
    const { status, lastLine } = call(`--config=${config}`, `mac=${MAC}`, '--tree=/tmp')
    assert.is(status, 2)
    assert.match(lastLine, expected)
  }
})

program('takes the options of old callers, and says which no longer have an effect', ({ folder, tree }) => {
  const old = ['--udhcpc=/usr/local/sbin/udhcpc', '--offset=0', `--output-directory=${folder}/old`]
  const { status, stderr } = call(`mac=${MAC}`, `--tree=${tree}`, ...old)
  assert.is(status, 0)
  assert.match(stderr, /^tspxeboot: warning: --udhcpc has no effect/m)
  assert.match(stderr, /^tspxeboot: warning: --offset has no effect/m)
})

program('says that an output directory cannot be made', () => {
  const words = [`mac=${MAC}`, '--tree=/', '--output-directory=/proc/no/such']
  const { status, stderr } = spawnSync(PROGRAM, words, { encoding: 'utf8', timeout: 20_000 })
  assert.is(status, 1)
  assert.match(stderr, /^tspxeboot: E_OUTPUT: .*\/proc\/no\/such/)
})

program('says what to do in a clone that was not built', ({ folder }) => {
  for (const part of ['bin', 'package.json']) cpSync(part, `${folder}/clone/${part}`, { recursive: true })
  const { status, stderr } = spawnSync(`${folder}/clone/bin/tspxeboot`, { encoding: 'utf8' })
  assert.is(status, 1)
  assert.is(
    stderr,
    'tspxeboot: this clone is not built yet (run ./scripts/setup once, and then npm run build)\n',
  )
})

program('starts Node without what the caller’s environment has for Node', () => {
  const env = { ...process.env, NODE_OPTIONS: '--import=data:text/javascript,console.log(%22loaded%22)' }
  const version = (words: string[]) =>
    spawnSync('env', [...words, '--version'], { encoding: 'utf8', env }).stdout
  assert.match(version(['node', PROGRAM]), /^loaded/)
  assert.match(version([PROGRAM]), /^\d+\.\d+\.\d+\n$/)
})

program('says what it runs on, and how far the sandbox works', () => {
  const { status, stdout } = call('--version', '--verbose')
  assert.is(status, 0)
  assert.match(stdout, /^tspxeboot \d+\.\d+\.\d+\nNode\.js \d/)
  assert.match(stdout, /^setpriv: \//m)
  assert.match(stdout, /^sandbox: /m)
})

program(
  'makes kernel and ramdisk the files of another user, who can enter the directory',
  ({ folder, tree }) => {
    const words = [`mac=${MAC}`, `--tree=${tree}`, '--output-format=json', '--owner=65534']
    if (process.getuid?.() !== 0) return
    const { status, stdout, stderr } = call(...words, `--output-directory=${folder}/others/run`)
    assert.is(status, 0, stderr)
    const { kernel, ramdisk } = JSON.parse(stdout)
    chmodSync(folder, 0o711)
    for (const { path } of [kernel, ramdisk]) {
      const as = ['--reuid=65534', '--regid=65534', '--clear-groups', 'head', '-c4', path]
      assert.is(spawnSync('setpriv', as).status, 0, path)
    }
    assert.is(statSync(`${folder}/others/run`).mode & 0o777, 0o711)
    mkdirSync(`${folder}/closed`, { mode: 0o700 })
    const closed = call(...words, `--output-directory=${folder}/closed`)
    assert.is(closed.status, 1)
    assert.match(closed.lastLine, /E_OUTPUT: .* cannot enter the output directory .*closed \(chmod o\+x/)
    assert.is(call(...words.slice(0, 3), '--owner=no-such-user').status, 2)
  },
)

program('completes for the shell that calls', () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const named = spawnSync(PROGRAM, ['completion', shell === 'zsh' ? 'zsh' : 'bash'], { encoding: 'utf8' })
    const env = { ...process.env, SHELL: `/bin/${shell}` }
    const { status, stdout } = spawnSync(PROGRAM, ['completion'], { encoding: 'utf8', env })
    assert.is(status, 0)
    assert.is(stdout, named.stdout)
  }
})

program('can be called in a folder that is there no more', ({ folder, tree }) => {
  const gone = 'cd "$0" && rmdir "$0" && exec "$@"'
  const words = [`mac=${MAC}`, `--tree=${tree}`, '-n']
  mkdirSync(`${folder}/gone`)
  const { status, stderr } = spawnSync('sh', ['-c', gone, `${folder}/gone`, resolve(PROGRAM), ...words], {
    encoding: 'utf8',
  })
  assert.is(status, 0, stderr)
})

program('boots even if its log is no longer read', ({ folder, tree }) => {
  const words = [`mac=${MAC}`, `--tree=${tree}`, '-v', `--output-directory=${folder}/unread`]
  const deaf = '"$@" 2>&1 >"$0" | true'
  spawnSync('bash', ['-c', deaf, `${folder}/unread-result`, PROGRAM, ...words])
  assert.match(readFileSync(`${folder}/unread-result`, 'utf8'), /^linux \(kernel /)
  assert.is(readdirSync(`${folder}/unread`).filter((name) => name.endsWith('.part')).length, 0)
})

program('is a success whatever signal comes once its result is out', async ({ folder, tree }) => {
  const small = join(folder, 'small')
  cpSync(tree, small, { recursive: true })
  for (const file of ['vmlinuz', 'initrd.img'])
    writeFileSync(join(small, file), elfKernel([XEN_NOTES.phys32Entry]))
  // Ending takes some milliseconds, in which a signal comes now and then.
  for (let run = 0; run < 20; run += 1) {
    const words = [`mac=${MAC}`, `--tree=${small}`, '--quiet', `--output-directory=${folder}/out-${run}`]
    const boot = spawn(PROGRAM, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    boot.stdout.once('data', () => boot.kill('SIGHUP'))
    const [status] = await once(boot, 'exit')
    assert.is(status, 0, `run ${run}`)
  }
})

program('lists the labels and stops', ({ tree }) => {
  const { status, stdout } = call(`mac=${MAC}`, `--tree=${tree}`, '--list-entries')
  assert.is(status, 0)
  assert.ok(stdout.split('\n').length > 1)
  assert.not.match(stdout, /kernel/)
})

program('has no labels to list if there is no configuration', ({ folder }) => {
  const { status, stdout, lastLine } = call(`mac=${MAC}`, `--tree=${folder}/out`, '--list-entries')
  assert.is(status, 1)
  assert.is(stdout, '')
  assert.match(lastLine, /E_CONFIG_NOT_FOUND/)
})

program('takes what pypxeboot took for local boot, and says what means nothing here', ({ folder }) => {
  const disk = join(folder, 'guest.img')
  mkdirSync(join(folder, 'local/pxelinux.cfg'), { recursive: true })
  writeFileSync(join(folder, 'local/pxelinux.cfg/default'), 'DEFAULT disk\nLABEL disk\n  LOCALBOOT 0\n')
  writeFileSync(disk, '')
  const { status, stdout, stderr } = call(
    ...[`mac=${MAC}`, `--tree=${folder}/local`, '--isconfig', '--offset=63'],
    ...['--pygrub=/bin/echo', `--pygrub-image=${disk}`],
  )
  assert.is(status, 0, stderr)
  assert.ok(stdout.trimEnd().endsWith(disk), stdout)
  assert.match(stderr, 'warning: --offset has no effect')
  assert.match(stderr, 'dropping to pygrub for local boot')
})

program('refuses a command line that libxl would drop, and leaves nothing', ({ folder, tree }) => {
  const directory = join(folder, 'long')
  const { status, stdout, stderr, lastLine } = call(
    `mac=${MAC}`,
    `--tree=${tree}`,
    `--output-directory=${directory}`,
    `--args=${'x'.repeat(8200)}`,
  )
  assert.is(status, 1)
  assert.is(stdout, '')
  assert.not.match(stderr, /downloading/)
  assert.match(lastLine, /E_CMDLINE_TOO_LONG.*8186/)
  assert.is(execFileSync('ls', ['-A', directory], { encoding: 'utf8' }), '')
})

for (const format of ['sxp', 'simple', 'simple0', 'qemu', 'json']) {
  program(`refuses a line feed in the ${format} that would be passed on`, ({ folder, tree }) => {
    const common = [
      `mac=${MAC}`,
      `--tree=${tree}`,
      `--output-format=${format}`,
      `--output-directory=${folder}/lf`,
    ]
    const { status, stdout, lastLine } = call(...common, '--args=a\nkernel /etc/shadow')
    assert.is(status, 1)
    assert.is(stdout, '')
    assert.match(lastLine, /E_OUTPUT.*line feed/)
    assert.equal(readdirSync(`${folder}/lf`), [])
  })
}

program('makes no folder if nothing is downloaded', ({ folder, tree }) => {
  for (const dry of ['--not-really', '--list-entries']) {
    const words = [`mac=${MAC}`, `--tree=${tree}`, `--output-directory=${folder}/none`, dry]
    assert.is(call(...words).status, 0)
    assert.not(existsSync(`${folder}/none`))
  }
})

program('says that a live network needs root, before it makes anything', ({ folder }) => {
  const nobody =
    process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []
  const readable = readableProgram(folder)
  const [command = '', ...words] = [...nobody, readable, `mac=${MAC}`, `--output-directory=${folder}/none`]
  const { status, stderr } = spawnSync(command, words, { encoding: 'utf8' })
  assert.is(status, 1)
  assert.match(stderr, /^tspxeboot: E_PERMISSION: /)
})

program('explains with the document on standard output and the failure on standard error', ({ folder }) => {
  mkdirSync(`${folder}/empty`)
  const { status, stdout, lastLine } = call('explain', MAC, `--tree=${folder}/empty`, '--json')
  assert.is(status, 1)
  assert.is(JSON.parse(stdout).error.code, 'E_CONFIG_NOT_FOUND')
  assert.match(lastLine, /^tspxeboot: E_CONFIG_NOT_FOUND: /)
})

program('explains no call that is wrong', ({ folder }) => {
  const { status, stdout, lastLine } = call('explain', MAC, `--tree=${folder}/no-such`, '--json')
  assert.is(status, 2)
  assert.is(stdout, '')
  assert.match(lastLine, /^tspxeboot: E_USAGE: /)
})

program('explains that a line feed cannot be passed on', ({ tree }) => {
  const { status, stdout } = call('explain', MAC, `--tree=${tree}`, '--json', '--args=a\nb')
  assert.is(status, 1)
  const { outcome, error, args } = JSON.parse(stdout)
  assert.equal([outcome, error.code], ['error', 'E_OUTPUT'])
  assert.match(args, /a\nb$/)
})

program('says in a JSON line what failed, if log lines are JSON', ({ folder }) => {
  const { status, lastLine } = call(`mac=${MAC}`, `--tree=${folder}/out`, '--log-format=json')
  assert.is(status, 1)
  const { event, code } = JSON.parse(lastLine)
  assert.equal({ event, code }, { event: 'Failed', code: 'E_CONFIG_NOT_FOUND' })
})

program('says it in the form of the site settings, unless the command line has another', ({ folder }) => {
  const config = join(folder, 'json-log.ini')
  writeFileSync(config, `[defaults]\ntree=${folder}/out\nlog-format=json\n`)
  const settings = [`mac=${MAC}`, '-n', `--config=${config}`]
  assert.is(JSON.parse(call(...settings).lastLine).event, 'Failed')
  assert.match(call(...settings, '--log-format', 'text').lastLine, /^tspxeboot: E_CONFIG_NOT_FOUND: /)
})

program.run()
