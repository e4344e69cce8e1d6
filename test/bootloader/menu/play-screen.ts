/** Runs the menu on this process's terminal: `play-screen.ts SCREENS.json RESULT.json`. Options are in SCREENS.json. */

import { readFileSync, writeFileSync } from 'node:fs'
import { BootError } from '../../../src/boot-error.ts'
import { menuOn, terminalOf } from '../../../src/bootloader/menu/index.ts'

const [screenFile = '', resultFile = ''] = process.argv.slice(2)
const { screens, menuTimeoutMs, interactive, abortMs } = JSON.parse(readFileSync(screenFile, 'utf8'))
// the menu itself must see a hang-up, as EIO
process.on('SIGHUP', () => undefined)
const controller = new AbortController()
if (abortMs !== undefined) {
  const reason = new BootError('E_TIMEOUT', { what: 'the run took too long' })
  setTimeout(() => controller.abort(reason), abortMs).unref()
}

try {
  const choose = menuOn(terminalOf(process.stdin, process.stdout), {
    menuTimeoutMs,
    interactive,
    signal: controller.signal,
  })
  const choices = []
  for (const screen of screens) choices.push(await choose(screen))
  writeFileSync(resultFile, JSON.stringify(choices.length === 1 ? choices[0] : choices))
} catch (error) {
  if (!(error instanceof BootError)) throw error
  writeFileSync(resultFile, JSON.stringify({ error: error.code, message: error.message }))
}
