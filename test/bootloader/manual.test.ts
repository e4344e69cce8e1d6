/** Help, man page and completion come from one source: what one has, the others have. */

import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMANDS } from '../../src/bootloader/commands/index.ts'
import { completionScript } from '../../src/bootloader/manual/completion.ts'
import { manPage } from '../../src/bootloader/manual/man-page.ts'
import { commandPages } from '../../src/bootloader/manual/pages.ts'
import { settableOptions } from '../../src/bootloader/request/options.ts'

const manual = suite('help, man page and completion')

const pages = commandPages(COMMANDS)

manual('know every command', () => {
  const names = pages.map(({ words }) => words.replace(/ ?[<[].*/, ''))
  for (const name of ['', 'explain', 'check', 'serve', 'lab', 'vbox create', 'vbox boot', 'completion']) {
    assert.ok(names.includes(name), name)
  }
})

for (const { words, options } of pages) {
  const name = words.replace(/ ?[<[].*/, '')
  manual(`have every option of ${name === '' ? 'the boot' : name}`, () => {
    const help = execFileSync('bin/tspxeboot', [...name.split(' ').filter(Boolean), '--help-all'], {
      encoding: 'utf8',
    })
    const shown = [...help.matchAll(/^\s+(?:-\w, )?--([\w-]+)/gm)].map(([, option]) => option)
    assert.equal(
      shown.filter((option) => !(option ?? '').startsWith('help') && option !== 'version').sort(),
      Object.keys(options).sort(),
    )
    const man = manPage(COMMANDS).replaceAll('\\-', '-')
    for (const option of Object.keys(options)) assert.ok(man.includes(`--${option}`), option)
  })
}

manual('leave no option of a boot out of docs', () => {
  const pages = readdirSync('docs').filter((file) => file.endsWith('.md'))
  const text = pages.map((file) => readFileSync(`docs/${file}`, 'utf8')).join('\n')
  const told = new Set(text.match(/--[a-z][a-z0-9-]*/g))
  assert.equal(
    Object.keys(settableOptions).filter((name) => !told.has(`--${name}`)),
    [],
  )
})

manual('show in --help what most need, and say that there is more', () => {
  const help = execFileSync('bin/tspxeboot', ['--help'], { encoding: 'utf8' })
  const shown = [...help.matchAll(/^\s+(?:-\w, )?--([\w-]+)/gm)].map(([, option]) => option)
  assert.ok(shown.length < 40, `${shown.length} options`)
  for (const option of ['bridge', 'tree', 'label', 'output-format']) assert.ok(shown.includes(option), option)
  assert.not(shown.includes('vendor-class'))
  assert.match(help, /--help-all shows \d+ more options/)
  const asked = execFileSync('bin/tspxeboot', ['help', 'explain'], { encoding: 'utf8' })
  assert.match(asked, /^tspxeboot explain /)
  assert.match(asked, '--take-lease')
})

manual('have a man page that man takes without a warning', () => {
  const { status, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], {
    input: manPage(COMMANDS),
    encoding: 'utf8',
  })
  assert.is(status, 0)
  assert.is(stderr, '')
})

/** What bash offers for the last of `words`. */
function completed(...words: string[]): string[] {
  const script = `${completionScript(COMMANDS, 'bash')}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _tspxeboot; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n')
}

manual('complete commands, options and their values in bash', () => {
  assert.equal(completed('tspxeboot', 'ex'), ['explain'])
  assert.equal(completed('tspxeboot', '--output-f'), ['--output-format='])
  assert.equal(completed('tspxeboot', '--output-format', '=', 'simple'), ['simple', 'simple0'])
  assert.equal(completed('tspxeboot', 'explain', '--take'), ['--take-lease'])
  assert.equal(completed('tspxeboot', 'vbox', 'cr'), ['create'])
  assert.equal(completed('tspxeboot', '--tree', '=', 'packa'), ['package.json', 'package-lock.json'].sort())
  assert.ok(completed('tspxeboot', '--bridge', '=', '').includes('lo'))
})

manual('complete a bridge of the guest’s words, and the command of a lab', () => {
  assert.not(completed('tspxeboot', 'bridge', '=', '').includes('lo'))
  assert.ok(completed('tspxeboot', 'lab', '--', 'mkd').includes('mkdir'))
  assert.equal(completed('tspxeboot', 'lab', '--', 'ls', 'package.js'), ['package.json'])
})

manual('complete in zsh by the same script', () => {
  assert.match(completionScript(COMMANDS, 'zsh'), /^#compdef tspxeboot\n.*bashcompinit\n/)
  assert.ok(completionScript(COMMANDS, 'zsh').endsWith(completionScript(COMMANDS, 'bash')))
})

manual.run()
