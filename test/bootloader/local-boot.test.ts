/** Local boot in a boot tree, with a stand-in for pygrub that tells what it was asked and does as it is told. */

import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
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
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sha256, writeBootTree } from '../support/boot-tree.ts'

const LOCALBOOT = 'DEFAULT disk\nLABEL disk\n  LOCALBOOT 0\n'

/** Writes kernel, ramdisk and an unfinished chroot as pygrub does, its words to $WORDS, and ends with $STATUS. */
const PYGRUB = `#!/bin/bash
printf '%s\\n' "$@" > $WORDS
for word in "$@"; do
  case $word in
    --output=*) output=\${word#*=} ;;
    --output-directory=*) directory=\${word#*=} ;;
    --output-format=*) format=\${word#*=} ;;
  esac
done
echo kernel > $directory/boot_kernel.x
echo ramdisk > $directory/boot_ramdisk.x
if [ $STATUS != 0 ]; then mkdir $directory/65534-x; exit $STATUS; fi
case $format in
  simple0) printf 'kernel %s\\0ramdisk %s\\0args of grub\\0\\0' $directory/boot_kernel.x $directory/boot_ramdisk.x ;;
  *) printf "linux (kernel '$directory/boot_kernel.x')" ;;
esac > \${output:-/dev/stdout}
`

const local = suite('local boot in a boot tree', { folder: '', tree: '', pygrub: '' })
local.before((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tspxeboot-local-'))
  context.tree = writeBootTree(context.folder, { 'pxelinux.cfg/default': LOCALBOOT }).root
  context.pygrub = join(context.folder, 'pygrub')
  writeFileSync(context.pygrub, PYGRUB)
  chmodSync(context.pygrub, 0o755)
})
local.after(({ folder }) => rmSync(folder, { recursive: true, force: true }))

async function until(there: () => boolean): Promise<void> {
  for (let look = 0; !there(); look++) {
    if (look === 1000) throw new Error(`never: ${there}`)
    await delay(20)
  }
}

interface Call {
  status: number | null
  stdout: string
  lastLine: string
  directory: string
  words: string[]
}

function boot(context: { folder: string; tree: string; pygrub: string }, words: string[], status = 0): Call {
  const folder = mkdtempSync(join(context.folder, 'run-'))
  const directory = join(folder, 'out')
  const said = join(folder, 'words')
  const common = [`--tree=${context.tree}`, `--output-directory=${directory}`, `--pygrub=${context.pygrub}`]
  const run = spawnSync('bin/tspxeboot', ['mac=00:16:3e:11:22:33', ...common, ...words], {
    encoding: 'utf8',
    input: '',
    env: { ...process.env, WORDS: said, STATUS: String(status) },
  })
  return {
    status: run.status,
    stdout: run.stdout,
    lastLine: run.stderr.trim().split('\n').at(-1) ?? '',
    directory,
    words: existsSync(said) ? readFileSync(said, 'utf8').trim().split('\n') : [],
  }
}

local('hands pygrub the result’s options, the arguments and the disk', (context) => {
  const output = join(context.folder, 'handed')
  const run = boot(context, [`--output=${output}`, '--output-format=simple0', '--args=a b', '/dev/disk'])
  assert.is(run.status, 0, run.lastLine)
  assert.equal(run.words, [
    `--output=${output}`,
    '--output-format=simple0',
    `--output-directory=${run.directory}`,
    '--args=a b',
    '--quiet',
    '/dev/disk',
  ])
  assert.match(readFileSync(output, 'latin1'), /args of grub\0\0$/)
})

local('leaves no file of a pygrub that failed, and no output', (context) => {
  for (const format of ['simple0', 'json']) {
    const output = join(context.folder, 'failed')
    const run = boot(context, [`--output=${output}`, `--output-format=${format}`, '/dev/disk'], 3)
    assert.is(run.status, 1)
    assert.match(run.lastLine, /^tspxeboot: E_LOCAL_BOOT: .*\/dev\/disk .*exit status 3/)
    assert.not(existsSync(output))
    assert.equal(readdirSync(run.directory), [])
  }
})

local('touches no file of another run, whether pygrub fails or not', (context) => {
  const directory = join(context.folder, 'shared')
  mkdirSync(directory)
  const busy = join(context.folder, 'busy-pygrub')
  // Another run's files come while this pygrub works.
  const others = `for name in boot_kernel.other 0-other; do touch ${directory}/$name; chgrp 0 ${directory}/$name; done`
  writeFileSync(busy, PYGRUB.replace('\n', `\n${others}\n`), { mode: 0o755 })
  for (const format of ['simple', 'json']) {
    for (const [status, own] of [
      [0, ['boot_kernel.x', 'boot_ramdisk.x']],
      [3, []],
    ] as const) {
      const output = ['--output', join(context.folder, 'told')]
      const words = [
        `--pygrub=${busy}`,
        `--output-directory=${directory}`,
        `--output-format=${format}`,
        ...output,
      ]
      const run = boot(context, [...words, '/dev/disk'], status)
      assert.is(run.status, status === 0 ? 0 : 1, run.lastLine)
      assert.equal(readdirSync(directory).sort(), ['0-other', ...own, 'boot_kernel.other'].sort())
      for (const name of own) rmSync(join(directory, name))
    }
  }
})

local('gives a pygrub that knows --runas the run’s own user', (context) => {
  const modern = join(context.folder, 'modern-pygrub')
  writeFileSync(modern, `${PYGRUB}# "runas="\n`, { mode: 0o755 })
  const run = boot(context, ['--output-format=simple', `--pygrub=${modern}`, '/dev/disk'])
  assert.is(run.status, 0, run.lastLine)
  const [, user] = /^--runas=(\d+)$/m.exec(run.words.join('\n')) ?? []
  assert.ok(Number(user) > 1_900_000_000, run.words.join(' '))
  const kernel = join(run.directory, 'boot_kernel.x')
  assert.is(run.stdout, `kernel ${kernel}\nramdisk ${run.directory}/boot_ramdisk.x\nargs of grub\n\n`)
  assert.equal(readdirSync(run.directory).sort(), ['boot_kernel.x', 'boot_ramdisk.x'])
  assert.is(readFileSync(kernel, 'latin1'), 'kernel\n')
})

local('does not run pygrub if its result cannot be written, and says so', (context) => {
  for (const output of ['/dev/disk/no/such', context.folder]) {
    const run = boot(context, [`--output=${output}`, '/dev/disk'])
    assert.is(run.status, 1)
    assert.match(run.lastLine, /^tspxeboot: E_OUTPUT: /)
    assert.equal(run.words, [])
  }
})

local('leaves no file if the result cannot be written', (context) => {
  const run = boot(context, [`--output=${context.folder}`, '--output-format=json', '/dev/disk'])
  assert.match(run.lastLine, /^tspxeboot: E_OUTPUT: /)
  assert.equal(readdirSync(run.directory), [])
})

local('removes what an older result left behind', (context) => {
  const output = join(context.folder, 'longer')
  writeFileSync(output, 'x'.repeat(1000))
  boot(context, [`--output=${output}`, '--output-format=simple0', '/dev/disk'])
  assert.not.match(readFileSync(output, 'latin1'), 'x'.repeat(10))
})

local('ends a pygrub that does not end by itself', (context) => {
  const deaf = join(context.folder, 'deaf')
  writeFileSync(deaf, '#!/bin/bash\ntrap "" TERM\nexec sleep 100\n', {
    mode: 0o755,
  })
  const run = boot(context, ['--timeout=1', `--pygrub=${deaf}`, '/dev/disk'])
  assert.is(run.status, 1)
  assert.match(run.lastLine, /^tspxeboot: E_TIMEOUT: /)
  assert.equal(readdirSync(run.directory), [])
})

local('takes pygrub with it when it is killed', async (context) => {
  const waiting = join(context.folder, 'waiting')
  const said = join(context.folder, 'waiting-pid')
  // What it has started is told by its outer number, for it may have another one inside.
  const tell = 'cut -d " " -f 4 /proc/self/stat > "$WORDS.part"; mv "$WORDS.part" "$WORDS"'
  writeFileSync(waiting, `#!/bin/bash\nsetsid sh -c '${tell}; exec sleep 100' &\nwait\n`, { mode: 0o755 })
  const words = [
    `--tree=${context.tree}`,
    `--output-directory=${context.folder}/killed`,
    `--pygrub=${waiting}`,
  ]
  const program = spawn('bin/tspxeboot', ['mac=00:16:3e:11:22:33', ...words, '/dev/disk'], {
    stdio: 'ignore',
    env: { ...process.env, WORDS: said },
  })
  await until(() => existsSync(said))
  const pygrub = readFileSync(said, 'utf8').trim()
  assert.ok(existsSync(`/proc/${pygrub}`))
  program.kill('SIGKILL')
  await until(() => !existsSync(`/proc/${pygrub}`))
})

local('passes no line feed on to pygrub', (context) => {
  const run = boot(context, ['--args=a\nkernel /etc/shadow', '/dev/disk'])
  assert.is(run.status, 1)
  assert.match(run.lastLine, /E_OUTPUT.*line feed/)
  assert.equal(run.words, [])
})

local('reports the files of pygrub with their sums', (context) => {
  const run = boot(context, ['--output-format=json', '/dev/disk'])
  const { outcome, kernel, ramdisk, args } = JSON.parse(run.stdout)
  assert.is(outcome, 'local')
  const path = join(run.directory, 'boot_kernel.x')
  assert.equal(kernel, { url: `file://${path}`, path, bytes: 7, sha256: sha256(Buffer.from('kernel\n')) })
  assert.is(ramdisk.bytes, 8)
  assert.is(args, 'of grub')
})

local('copies the domain’s own kernel, readable by root only, and reports where it came from', (context) => {
  const kernel = join(context.folder, 'hosts kernel')
  writeFileSync(kernel, 'kernel', { mode: 0o644 })
  const run = boot(context, [`--kernel=${kernel}`, '--args=root=/dev/xvda1', '--output-format=json'])
  const report = JSON.parse(run.stdout)
  assert.is(report.kernel.url, `file://${context.folder}/hosts%20kernel`)
  assert.is(report.kernel.sha256, sha256(Buffer.from('kernel')))
  assert.is(report.ramdisk, null)
  assert.is(report.args, 'root=/dev/xvda1')
  assert.is(statSync(report.kernel.path).mode & 0o777, 0o600)
  assert.is(readFileSync(kernel, 'latin1'), 'kernel')
})

local('sees in a dry run that the domain’s own kernel is missing', (context) => {
  const run = boot(context, ['-n', '--kernel=/no/such/kernel'])
  assert.is(run.status, 1)
  assert.match(run.lastLine, /^tspxeboot: E_LOCAL_BOOT: cannot read \/no\/such\/kernel: ENOENT/)
})

local.run()
