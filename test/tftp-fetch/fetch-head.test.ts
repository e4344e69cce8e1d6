import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createFetcher, DEFAULT_FETCHER_OPTIONS, fetchHead } from '../../src/tftp-fetch/index.ts'

const head = suite('the head of a file')

head('is the part requested, or all there is, and the transfer does not fail', async () => {
  const tree = mkdtempSync(join(tmpdir(), 'head-'))
  writeFileSync(join(tree, 'long'), 'x'.repeat(3_000_000))
  writeFileSync(join(tree, 'short'), 'abc')
  const events: string[] = []
  const onEvent = ({ event }: { event: string }) => events.push(event)
  const fetcher = createFetcher({ ...DEFAULT_FETCHER_OPTIONS, tree, onEvent })
  const read = (name: string) =>
    fetchHead(fetcher, `tftp://192.0.2.1/${name}`, 10, new AbortController().signal)
  assert.is(Buffer.from(await read('long')).toString(), 'x'.repeat(10))
  assert.is(Buffer.from(await read('short')).toString(), 'abc')
  assert.equal(events, ['FetchStarted', 'FetchFinished', 'FetchStarted', 'FetchFinished'])
  rmSync(tree, { recursive: true })
})

head.run()
