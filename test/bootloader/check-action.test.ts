/** The GitHub Action of this repository: what action.yml runs, with a tarball as a release has it. */

import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const action = suite('the action', { folder: '', tarball: '', sum: '' })

action.before((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tspxeboot-action-'))
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(part, join(context.folder, 'package', part), { recursive: true })
  context.tarball = join(context.folder, 'tspxeboot.tgz')
  execFileSync('tar', ['-czf', context.tarball, '-C', context.folder, 'package'])
  context.sum = createHash('sha256').update(readFileSync(context.tarball)).digest('hex')
  mkdirSync(join(context.folder, 'tree/pxelinux.cfg'), { recursive: true })
  writeFileSync(
    join(context.folder, 'tree/pxelinux.cfg/default'),
    'DEFAULT a\nLABEL a\n LOCALBOOT 0\nLABEL b\n LINUX gone\n',
  )
  writeFileSync(join(context.folder, 'guests.ini'), '[guest "00:16:3e:00:00:01"]\noutcome = boot\n')
})
action.after(({ folder }) => rmSync(folder, { recursive: true, force: true }))

/** Runs the action's one step as a runner does. */
function step(cwd: string, inputs: Record<string, string>) {
  const text = readFileSync('action.yml', 'utf8')
  const env = Object.fromEntries(
    [...text.matchAll(/^ +([A-Z0-9]+): \$\{\{ inputs\.(\w+) \}\}$/gm)].map(([, name = '', input = '']) => {
      assert.match(text, new RegExp(`^  ${input}:$`, 'm'), `an input ${input}`)
      return [name, inputs[input] ?? '']
    }),
  )
  const script = /^ +run: '(.*)'$/m.exec(text)?.[1] ?? ''
  return spawnSync('bash', ['-c', script], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env, GITHUB_ACTION_PATH: resolve('.') },
  })
}

action('annotates faults of the tree and of what guests boot', ({ folder, sum }) => {
  const { status, stdout } = step(folder, {
    ...{ tree: 'tree', expect: 'guests.ini', tarball: 'tspxeboot.tgz', sha256: sum },
  })
  assert.is(status, 1)
  assert.match(
    stdout,
    /^::error file=tree\/pxelinux.cfg\/default,line=5,col=1,title=file-missing::label b: /m,
  )
  assert.match(
    stdout,
    /^::error file=guests.ini,line=2,col=1,title=not-as-expected::guest 00:16:3e:00:00:01: /m,
  )
})

action('runs nothing whose sum is another', ({ folder }) => {
  const { status, stdout, stderr } = step(folder, {
    ...{ tree: 'tree', tarball: 'tspxeboot.tgz', sha256: '0'.repeat(64) },
  })
  assert.is(status, 1)
  assert.not.match(stdout, 'configuration')
  assert.match(stderr, 'did NOT match')
})

action.run()
