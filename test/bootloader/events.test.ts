/** The page that documents the events, against the schemas that they are checked by. */

import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { eventSchemas, eventsPage } from '../../scripts/schema/events-page.ts'
import { BootEvent, FailedEvent } from '../../src/bootloader/events.ts'
import { jsonLine } from '../../src/bootloader/log/json.ts'
import { ServerEvent } from '../../src/server/events.ts'

const events = suite('the events')

const page = readFileSync('docs/events.md', 'utf8')

events('are documented as the schemas and their comments say (npm run schema writes the page)', () => {
  assert.is(page, eventsPage())
})

const ALL = [BootEvent, FailedEvent, ServerEvent].flatMap((schema) => eventSchemas(schema))
for (const [name, { entries }] of ALL) {
  events(`${name} stands in the page with its fields`, () => {
    const part = page.split(/^##+ /m).find((part) => part.startsWith(`${name}\n`)) ?? ''
    for (const field of Object.keys(entries ?? {}).filter((field) => field !== 'event'))
      assert.match(part, `- \`${field}\`, `)
  })
}

events('have names that no other has', () => {
  const names = ALL.map(([name]) => name)
  assert.equal(names.length, new Set(names).size)
  assert.ok(names.length > 30)
})

events('become one line each, whatever bytes a server sent', () => {
  const event = { event: 'Warned', message: 'a\nb \xc3\xa9 \x1b[2J' } as const
  const line = jsonLine(event)
  assert.not.match(line, '\n')
  assert.not.match(line, '\x1b')
  const { time, ...said } = JSON.parse(line)
  assert.ok(time > 0)
  assert.equal(v.parse(BootEvent, said), { event: 'Warned', message: 'a\nb é \x1b[2J' })
})

events.run()
