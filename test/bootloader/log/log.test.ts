/** What is told on the way: as JSON objects, as text at each loudness, and nothing where nobody asked. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { BootEvent, FailedEvent } from '../../../src/bootloader/events.ts'
import { sentence } from '../../../src/bootloader/log/sentences.ts'
import { writeBootTree } from '../../support/boot-tree.ts'

const log = suite('the log', { folder: '', root: '' })

log.before((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tspxeboot-log-'))
  const configuration = 'DEFAULT a\nLABEL a\nKERNEL vmlinuz\nAPEND quiet\nINITRD initrd.img\n'
  context.root = writeBootTree(context.folder, { 'pxelinux.cfg/default': configuration }).root
})
log.after(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const GUEST = 'mac=00:16:3e:11:22:33'

/** Standard error, line by line. */
function told({ folder, root }: { folder: string; root: string }, ...words: string[]): string[] {
  const common = [GUEST, `--tree=${root}`, '--ip=192.0.2.5']
  const out = words[0] === 'explain' ? [] : [`--output-directory=${join(folder, 'out')}`]
  const { stderr } = spawnSync('bin/tspxeboot', [...words, ...common, ...out], {
    encoding: 'utf8',
    input: '',
  })
  return stderr.split('\n').filter(Boolean)
}

const LogLine = v.intersect([v.object({ time: v.number() }), v.union([BootEvent, FailedEvent])])

function events(lines: string[]): string[] {
  return lines.map((line) => v.parse(LogLine, JSON.parse(line)).event)
}

log('as JSON is the event stream, one documented object a line', (context) => {
  const boot = events(told(context, '--log-format=json'))
  const wanted = [
    'DhcpBootValue',
    'ConfigWanted',
    'ConfigTried',
    'ConfigWarned',
    'CommandRun',
    'KernelWanted',
  ]
  for (const event of [...wanted, 'InitrdWanted', 'FetchStarted', 'FetchFinished'])
    assert.ok(boot.includes(event), `${event} in ${boot.join(' ')}`)
  const dry = events(told(context, 'explain', '--log-format', 'json'))
  assert.ok(dry.includes('CommandRun'))
})

log('as JSON ends with the failure of a run that fails', (context) => {
  for (const words of [['--log-format=json'], ['--log-format', 'json'], ['-q', '--log-format=json']]) {
    const lines = told(context, ...words, '--label=none')
    assert.is(events(lines).at(-1), 'Failed')
    assert.is(JSON.parse(lines.at(-1) ?? '').code, 'E_NO_ENTRY')
    if (words.includes('-q')) assert.is(lines.length, 1)
  }
})

log('has of a boot the lines that old callers know, more with -v, and most with --debug', (context) => {
  const normal = told(context)
  assert.ok(normal.includes('tspxeboot: downloading kernel tftp://192.0.2.1/vmlinuz'), normal.join('\n'))
  const verbose = told(context, '-v')
  const debug = told(context, '--debug')
  assert.match(verbose.join('\n'), 'tspxeboot: tftp://192.0.2.1/pxelinux.cfg/C0: not-found')
  assert.match(verbose.join('\n'), 'pxelinux.cfg/default:4:1: ')
  assert.match(verbose.join('\n'), 'tspxeboot: running "a" (DEFAULT)')
  assert.not.match(verbose.join('\n'), 'fetch started')
  assert.match(debug.join('\n'), 'tspxeboot: fetch started: url=tftp://192.0.2.1/vmlinuz')
  assert.equal(
    [normal, verbose].map((lines) => lines.filter((line) => !debug.includes(line) && !/ms=\d/.test(line))),
    [[], []],
    'each has what the one before it has',
  )
})

log('is silent with -q, and of explain, whose report tells it all', (context) => {
  assert.equal(told(context, '-q'), [])
  assert.equal(told(context, 'explain'), [])
  assert.ok(told(context, 'explain', '-v').length > 0)
})

log('has no carriage return, colour or progress line if standard error is not a terminal', (context) => {
  for (const words of [[], ['--debug'], ['explain', '--download']])
    assert.not.match(told(context, ...words).join('\n'), /[\r\x1b]/)
})

log('tells every event, by a sentence or by its name and fields', () => {
  assert.equal(sentence({ event: 'NameResolved', name: 'boot.example', address: '192.0.2.1', ms: 3 }), {
    level: 'verbose',
    text: 'name resolved: name=boot.example address=192.0.2.1 ms=3',
  })
})

log.run()
