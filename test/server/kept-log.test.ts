// The last of the server's log, as the page reads it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ServerEvent } from '../../src/server/index.ts'
import { keepLog, LOG_FILE, parseLogLine } from '../../src/server/kept-log.ts'

const kept = suite("the server's kept log")

const folder = mkdtempSync(join(tmpdir(), 'tspx-kept-'))
kept.after(() => rmSync(folder, { recursive: true }))

const NAME = 'log-192.0.2.1.jsonl'
const silent = () => assert.unreachable('a warning')
const sent = (name: string): ServerEvent => ({
  event: 'FileSent',
  ...{ host: 'web1', protocol: 'tftp', client: '192.0.2.10', name, bytes: 1, milliseconds: 2 },
})
const lines = () => readFileSync(join(folder, NAME), 'utf8').trimEnd().split('\n').map(parseLogLine)
const names = () => lines().map((line) => (line?.event.event === 'FileSent' ? line.event.name : null))

kept('has each event with its time, and continues after a restart', async () => {
  assert.match(NAME, LOG_FILE)
  for (const name of ['first', 'second']) {
    const log = await keepLog(folder, '192.0.2.1', silent)
    log.add(sent(name))
    await log.close()
  }
  assert.equal(names(), ['first', 'second'])
  assert.ok(Date.now() - Date.parse(lines()[0]?.at ?? '') < 60_000)
})

kept('keeps the last 500 lines', async () => {
  const log = await keepLog(folder, '192.0.2.1', silent)
  for (let count = 0; count < 600; count += 1) log.add(sent(String(count)))
  await log.close()
  assert.is(lines().length, 500)
  assert.equal([names().at(0), names().at(-1)], ['100', '599'])
})

kept('a line that is not an event is nothing', () => {
  for (const line of [
    '',
    'x',
    '[]',
    '{"at":"2026-01-01T00:00:00Z"}',
    '{"event":"ServerStopped","interface":"eth0"}',
  ])
    assert.is(parseLogLine(line), null, line)
})

kept('reports once that it cannot be written', async () => {
  writeFileSync(join(folder, 'file'), '')
  const told: string[] = []
  const log = await keepLog(join(folder, 'file'), '192.0.2.1', ({ event }) => told.push(event))
  log.add(sent('first'))
  await new Promise((resolve) => setTimeout(resolve, 700))
  log.add(sent('second'))
  await log.close()
  assert.equal(told, ['StateNotKept'])
})

kept.run()
