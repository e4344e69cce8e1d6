// The iPXE and GRUB cases in which keys are pressed, through the program on a terminal: explain --interactive.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { grubCases } from '../support/grub-case.ts'
import { grubDifferences } from '../support/grub-compare.ts'
import { grubArguments, plantGrub } from '../support/grub-explain.ts'
import { ipxeCases } from '../support/ipxe-case.ts'
import { ipxeDifferences } from '../support/ipxe-compare.ts'
import { ipxeArguments, ipxeGiven, plantIpxe } from '../support/ipxe-explain.ts'
import { openPty } from '../support/pty.ts'

const PROGRAM = resolve('bin/tspxeboot')
/** Between two keys: the next screen may have to come first. */
const PAUSE_MS = 150
const KEYS: Record<string, string> = {
  ret: '\r',
  enter: '\r',
  esc: '\x1b',
  up: '\x1b[A',
  down: '\x1b[B',
  home: '\x1b[H',
  end: '\x1b[F',
  pgup: '\x1b[5~',
  pgdn: '\x1b[6~',
  backspace: '\x7f',
  spc: ' ',
  minus: '-',
  dot: '.',
  f8: '\x1b[19~',
}

/** Its question has no text, so that nothing says when it can be answered. */
const SILENT = 'prompt-read-empty'

/** What the cases of all programs have. */
interface Given {
  client: { mac: string }
  selection: { keystrokes?: readonly string[] | undefined }
}

const keystrokes = suite('keys of the cases on a terminal')

for (const one of ipxeCases().filter(
  ({ id, input }) => input.selection.keystrokes !== undefined && id !== SILENT,
)) {
  keystrokes(`${one.id}: ${one.title}`, () =>
    inFolder(async (folder) => {
      const words = [...ipxeArguments(one, plantIpxe(one, join(folder, 'tree')))]
      const { report } = await typed(folder, one.input, words)
      assert.equal(ipxeDifferences(one, ipxeGiven(report)), [])
    }),
  )
}

for (const one of grubCases().filter(({ input }) => input.selection.keystrokes !== undefined)) {
  keystrokes(`${one.id}: ${one.title}`, () =>
    inFolder(async (folder) => {
      const words = [...grubArguments(one, plantGrub(one, join(folder, 'tree')))]
      const { report } = await typed(folder, one.input, words)
      assert.equal(grubDifferences(one, report), [])
    }),
  )
}

keystrokes.run()

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-keys-'))
  try {
    await body(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The document of the call, whose standard output goes to a file beside the tree. */
async function typed(folder: string, { client, selection }: Given, words: readonly string[]) {
  const document = join(folder, 'document')
  const call = [PROGRAM, 'explain', client.mac, '--json', '--interactive', ...words]
  const pty = openPty(['sh', '-c', 'exec "$@" > "$0"', document, ...call])
  try {
    await pty.until(/\S/)
    for (const key of selection.keystrokes ?? []) {
      await delay(key.startsWith('sleep:') ? Number(key.slice('sleep:'.length)) : PAUSE_MS)
      if (!key.startsWith('sleep:')) pty.type(keyCode(key))
    }
    await pty.exit
  } finally {
    pty.hangUp()
  }
  return { report: JSON.parse(readFileSync(document, 'utf8')) }
}

function keyCode(key: string): string {
  if (key.startsWith('shift-')) return key.slice('shift-'.length).toUpperCase()
  if (key.startsWith('ctrl-')) return String.fromCharCode(key.charCodeAt('ctrl-'.length) & 0x1f)
  return KEYS[key] ?? key
}
