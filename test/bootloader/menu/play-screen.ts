/** Runs the menu on this process's terminal: `play-screen.ts SCREEN.json RESULT.json`. Options are in SCREEN.json. */

import { readFileSync, writeFileSync } from 'node:fs'
import { BootError } from '../../../src/boot-error.ts'
import { runMenu, terminalOf } from '../../../src/bootloader/menu/index.ts'

const [screenFile = '', resultFile = ''] = process.argv.slice(2)
const { screen, menuTimeoutMs, interactive, abortMs } = JSON.parse(readFileSync(screenFile, 'utf8'))
// a hang-up is to be seen by the menu itself, as EIO
process.on('SIGHUP', () => undefined)
const controller = new AbortController()
if (abortMs !== undefined) {
  const reason = new BootError('E_TIMEOUT', { what: 'the run took too long' })
  setTimeout(() => controller.abort(reason), abortMs).unref()
}

try {
  const terminal = terminalOf(process.stdin, process.stdout)
  const choice = await runMenu(screen, terminal, { menuTimeoutMs, interactive, signal: controller.signal })
  writeFileSync(resultFile, JSON.stringify(choice))
} catch (error) {
  if (!(error instanceof BootError)) throw error
  writeFileSync(resultFile, JSON.stringify({ error: error.code, message: error.message }))
}
