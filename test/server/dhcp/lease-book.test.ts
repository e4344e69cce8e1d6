import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import { openLeaseBook } from '../../../src/server/dhcp/lease-book.ts'
import type { ServerEvent } from '../../../src/server/events.ts'

const books = suite('the leases that a server keeps')

const MAC = '00:16:3e:11:22:33'
const UNTIL = Date.UTC(2026, 0, 2)

let folder: string
let file: string
let said: ServerEvent[]
const open = () => openLeaseBook(folder, '192.0.2.1', (event) => said.push(event))

books.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'leases-'))
  file = join(folder, 'leases-192.0.2.1.jsonl')
  said = []
})
books.after.each(() => rmSync(folder, { recursive: true, force: true }))

books('are those that it had, declined addresses too', async () => {
  const book = await open()
  book.hold({ address: '192.0.2.128', mac: MAC, until: UNTIL })
  book.hold({ address: '192.0.2.129', mac: null, until: UNTIL })
  await book.saved()
  assert.is(
    readFileSync(file, 'utf8'),
    `{"address":"192.0.2.128","mac":"${MAC}","until":"2026-01-02T00:00:00.000Z"}
{"address":"192.0.2.129","mac":null,"until":"2026-01-02T00:00:00.000Z"}
`,
  )
  assert.equal((await open()).leases, book.leases)
})

books('are all on the disk when many are given at once', async () => {
  const book = await open()
  const given = Array.from({ length: 200 }, (_, number) => {
    book.hold({ address: `192.0.2.${number}`, mac: MAC, until: UNTIL })
    return book.saved().then(() => assert.match(readFileSync(file, 'utf8'), `"192.0.2.${number}"`))
  })
  await Promise.all(given)
  assert.is((await open()).leases.size, 200)
})

books('whose file cannot be written are reported, and kept in memory', async () => {
  const book = await open()
  rmSync(folder, { recursive: true })
  book.hold({ address: '192.0.2.128', mac: MAC, until: UNTIL })
  await book.saved()
  assert.is(said[0]?.event, 'StateNotKept')
  assert.is(book.leases.size, 1)
})

for (const [name, line] of [
  ['half a line', '{"address":"192.0.2.128","ma'],
  ['an address that is none', `{"address":"192.0.2","mac":"${MAC}","until":"2026-01-02T00:00:00.000Z"}`],
  ['a MAC that is none', '{"address":"192.0.2.1","mac":"00:16","until":"2026-01-02T00:00:00.000Z"}'],
  ['a time that is none', `{"address":"192.0.2.1","mac":"${MAC}","until":"tomorrow"}`],
]) {
  books(`with ${name} end the start with file and line`, async () => {
    writeFileSync(file, `${line}\n`)
    const error = await open().catch((error: unknown) => error)
    assert.instance(error, BootError)
    assert.match(String(error), `${file}:1: not a lease`)
  })
}

books.run()
