import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const build = suite('the build')

build('works in a folder whose name has a blank', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tspx build-'))
  try {
    for (const part of ['bin', 'scripts', 'src', 'package.json'])
      cpSync(part, join(folder, part), { recursive: true })
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
    const run = (...words: string[]) =>
      spawnSync(words[0] ?? '', words.slice(1), { cwd: folder, encoding: 'utf8' })
    const built = run(process.execPath, 'scripts/build.mjs')
    assert.is(built.status, 0, built.stderr)
    assert.is(built.stdout + built.stderr, '')
    assert.match(run('bin/tspxeboot', '--version').stdout, /^\d+\.\d+\.\d+\n$/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

build.run()
