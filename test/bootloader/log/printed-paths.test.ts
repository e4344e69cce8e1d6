// Every way on which the program prints, with text from elsewhere that would drive a terminal: all control characters of
// C0 and C1, a title (OSC), a colour (CSI), and turns of direction (bidi). PATHS is the list of these ways.
// Not ours to guard are programs that get the terminal themselves: pygrub, QEMU, and a machine's serial console.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import { printReport } from '../../../src/bootloader/commands/print-report.ts'
import { serverLog } from '../../../src/bootloader/commands/serve/run.ts'
import { printFailure } from '../../../src/bootloader/failure.ts'
import { createLogger } from '../../../src/bootloader/log/logger.ts'
import { printStatus } from '../../../src/bootloader/log/print.ts'
import { progressLine } from '../../../src/bootloader/log/progress.ts'
import { byteText } from '../../../src/byte-text.ts'
import { writeBootTree } from '../../support/boot-tree.ts'
import { openPty } from '../../support/pty.ts'

const codes = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index)).join('')

/** All of it but what ends a line, a word or a string somewhere. */
const INLINE = `\x1b]0;owned\x07\x1b[31;5m${codes(1, 8)}${codes(14, 31)}${codes(0x7f, 0x9f)}\u061c\u200e\u202e\u2066`
const ALL = `${INLINE}${codes(0, 31)}`
const NAME = byteText(INLINE)
/** A label ends where a character up to the blank stands. */
const LABEL = byteText(`owned${codes(0x7f, 0x9f)}\u061c\u200e\u202e\u2066`)

const CONFIG = `SAY ${NAME}
UI menu.c32
MENU TITLE ${NAME}
LABEL linux
  MENU LABEL ${NAME}
  KERNEL vmlinuz
  APPEND quiet ${NAME}
LABEL ${LABEL}
  KERNEL ${NAME}
`

const MAC = '00:16:3e:11:22:33'
const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-printed-'))
const { root } = writeBootTree(folder, { 'pxelinux.cfg/default': Buffer.from(CONFIG, 'latin1') })

/** What the program prints into pipes. Standard output is left out where it is a result, which is its bytes exactly. */
function piped(words: string[], { result = false } = {}): string {
  const { stdout, stderr } = spawnSync('bin/tspxeboot', words, { encoding: 'utf8', input: '' })
  return result ? stderr : stdout + stderr
}

/** What a terminal gets of it. */
async function onTerminal(words: string[], attend?: (pty: ReturnType<typeof openPty>) => Promise<void>) {
  const pty = openPty(['bin/tspxeboot', ...words])
  await attend?.(pty)
  await pty.exit
  return pty.written().replace(/speed \d+ baud[\s\S]*$/, '')
}

/** What is printed by code of ours that this process calls. */
async function printed(work: () => unknown, isTTY = false): Promise<string> {
  const streams = [process.stdout, process.stderr]
  const before = streams.map(({ write, isTTY }) => ({ write, isTTY }))
  let text = ''
  for (const stream of streams) {
    Object.assign(stream, {
      isTTY,
      write(chunk: string) {
        text += chunk
        return true
      },
    })
  }
  try {
    await work()
  } finally {
    for (const [index, stream] of streams.entries()) Object.assign(stream, before[index])
  }
  return text
}

const boot = (...more: string[]) => [`mac=${MAC}`, `--tree=${root}`, '-n', '--label=linux', ...more]
const explain = (...more: string[]) => ['explain', MAC, `--tree=${root}`, ...more]
const check = (format: string) => piped(['check', root, `--format=${format}`])
const bug = (json: boolean) => () => printed(() => printFailure(new Error(ALL), { json, debug: true }))
const failure = new BootError('E_NETWORK', { what: ALL, hint: ALL })
const logged = (format: 'text' | 'json', isTTY: boolean) => () =>
  printed(() => createLogger({ level: 'debug', format }).onEvent({ event: 'Warned', message: ALL }), isTTY)
const REFUSED = {
  event: 'FileRefused',
  protocol: 'tftp',
  client: '192.0.2.2',
  name: ALL,
  reason: ALL,
} as const
const served = (words: object) =>
  printed(() => serverLog({ 'log-format': 'text', ...words } as Parameters<typeof serverLog>[0])(REFUSED))
const reported = (json: boolean) => () =>
  printed(() =>
    printReport(
      json,
      () => ({ what: ALL }),
      ({ what }) => [what],
    ),
  )
const reportedFailure = () =>
  printed(() =>
    printReport(
      true,
      () => Promise.reject(failure),
      () => [],
    ).catch(() => {}),
  )
const drawn = (work: (terminal: { write(text: string): void }) => void) => {
  let text = ''
  work({
    write(more) {
      text += more
    },
  })
  return text
}

const RESULTS = ['sxp', 'simple', 'simple0', 'qemu', 'json']

const PATHS: Record<string, () => string | Promise<string>> = {
  'the log of a boot': () => piped(boot('--debug', '--label=1'), { result: true }),
  'the log of a boot in JSON': () =>
    piped(boot('--debug', '--label=1', '--log-format=json'), { result: true }),
  'the log on a terminal': () => onTerminal(boot('--debug', '--label=1')),
  'a line of the log': logged('text', false),
  'a line of the log on a terminal': logged('text', true),
  'a line of the log in JSON': logged('json', false),
  'the line of a download': () =>
    drawn((terminal) =>
      progressLine(terminal).follow({ event: 'FetchProgress', url: ALL, bytes: 1, totalBytes: 2 }),
    ),
  'the line of a build': () => drawn((terminal) => printStatus(terminal, ALL)),
  'a failure': () => printed(() => printFailure(failure, { json: false, debug: false })),
  'a failure on a terminal': () => printed(() => printFailure(failure, { json: false, debug: false }), true),
  'a failure in JSON': () => printed(() => printFailure(failure, { json: true, debug: false })),
  'a failure by wrong words': () => piped([...boot(), `--label=${INLINE}`]),
  'an option that there is not': () => piped([`--owned${INLINE}`]),
  'a bug with its stack': bug(false),
  'a bug in JSON': bug(true),
  'the menu': () =>
    onTerminal([`mac=${MAC}`, `--tree=${root}`, '-n'], async (pty) => {
      await pty.until('owned')
      pty.type('\r')
    }),
  'the labels': () => piped([`mac=${MAC}`, `--tree=${root}`, '-l']),
  'the labels on a terminal': () => onTerminal([`mac=${MAC}`, `--tree=${root}`, '-l']),
  ...Object.fromEntries(
    RESULTS.map((format) => [
      `a result on a terminal: ${format}`,
      () => onTerminal(boot(`--output-format=${format}`)),
    ]),
  ),
  'a result in JSON': () => piped(boot('--output-format=json')),
  explain: () => piped(explain()),
  'explain on a terminal': async () => (await onTerminal(explain())).replace(/\x1b\[[01]m/g, ''),
  'explain in JSON': () => piped(explain('--json')),
  check: () => check('text'),
  'check in JSON': () => check('json'),
  'check for GitHub': () => check('github'),
  'the log of serve': () => served({}),
  'the log of serve in JSON': () => served({ 'log-format': 'json' }),
  'the log of serve in a file': async () => {
    const file = join(folder, 'serve.log')
    await served({ 'log-file': file })
    return readFileSync(file, 'utf8')
  },
  'hosts, root and vbox commands': reported(false),
  'hosts, root and vbox commands in JSON': reported(true),
  'their failures in JSON': reportedFailure,
}

/** What we draw with: lines, the last line anew, and in the menu CSI sequences of ours. */
const OURS = /\r?\n|\r\x1b\[K/g
const MENU = /\x1b\[(?!31;5m)[0-9;?]*[A-Za-z]|\x1b[()][0B]|[\x0e\x0f]/g
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/

const paths = suite('what is printed cannot drive a terminal')
paths.after(() => rmSync(folder, { recursive: true, force: true }))

for (const [name, path] of Object.entries(PATHS)) {
  paths(name, async () => {
    const text = await path()
    assert.match(text, 'owned', 'the hostile text is not in it')
    const rest = text.replace(OURS, '')
    const found = CONTROLS.exec(name === 'the menu' ? rest.replace(MENU, '') : rest)
    assert.is(found, null, `${JSON.stringify(found?.[0])} in ${JSON.stringify(text)}`)
  })
}

paths('by these ways alone', () => {
  const src = join(import.meta.dirname, '../../../src')
  const writers = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => {
      const text = readFileSync(join(src, file), 'utf8')
      return /\bstd(out|err)\s*\.write\(|\bconsole\s*\.\w+\(|\bwriteSync\([12],/.test(text)
    })
  assert.equal(writers, [])
})

paths.run()
