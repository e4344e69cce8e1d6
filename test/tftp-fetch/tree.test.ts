import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { tftpUrl } from '../../src/boot-url.ts'
import {
  createFetcher,
  DEFAULT_FETCHER_OPTIONS,
  type FetchEvent,
  fetchBytes,
} from '../../src/tftp-fetch/index.ts'

const tree = suite('boot tree in a directory')
const base = mkdtempSync(join(tmpdir(), 'tspxeboot-tree-'))
const root = join(base, 'root')
const signal = new AbortController().signal

tree.before(() => {
  mkdirSync(join(root, 'dir/sub'), { recursive: true })
  mkdirSync(join(base, 'root-beside'))
  writeFileSync(join(base, 'secret'), 'secret')
  writeFileSync(join(base, 'root-beside/secret'), 'secret')
  writeFileSync(join(root, 'dir/file'), 'content')
  writeFileSync(join(root, 'a b'), 'blank')
  writeFileSync(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]), 'latin1')
  writeFileSync(join(root, 'empty'), '')
  symlinkSync('file', join(root, 'dir/link'))
  symlinkSync('../../secret', join(root, 'dir/out'))
  symlinkSync('../root-beside/secret', join(root, 'beside'))
  symlinkSync('..', join(root, 'up'))
})
tree.after(() => rmSync(base, { recursive: true }))

async function get(url: string, limits: { maxSize?: number; limit?: number } = {}): Promise<string> {
  const options = { ...DEFAULT_FETCHER_OPTIONS, tree: root, maxSize: limits.maxSize ?? 1000 }
  const bytes = await fetchBytes(createFetcher(options), url, limits.limit ?? 1000, signal)
  return Buffer.from(bytes).toString()
}

async function code(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  return error instanceof BootError ? error.code : String(error)
}

const found: [string, string][] = [
  [tftpUrl('192.0.2.2', 'dir/file'), 'content'],
  [tftpUrl('any.example', '/dir//./sub/..\\file'), 'content'],
  [tftpUrl('192.0.2.2', 'caf\xe9'), 'latin1'],
  [tftpUrl('192.0.2.2', 'dir/link'), 'content'],
  ['tftp://192.0.2.2/a%20b', 'blank'],
  ['http://192.0.2.2:8080/a%20b?x=y', 'blank'],
  ['https://192.0.2.2/dir/file', 'content'],
  ['ftp://192.0.2.2/dir/file', 'content'],
  ['file:///dir/file', 'content'],
  [tftpUrl('192.0.2.2', 'empty'), ''],
]
for (const [url, content] of found) tree(`finds ${url}`, async () => assert.is(await get(url), content))

const missing = [
  'nothing',
  'dir',
  '',
  'Dir/file',
  'dir/out',
  'beside',
  'up/secret',
  '../secret',
  '../root/dir/file',
  'dir/file\0',
]
for (const name of missing) {
  tree(`has no ${JSON.stringify(name)}`, async () =>
    assert.is(await code(get(tftpUrl('192.0.2.2', name))), 'E_FETCH_NOT_FOUND'),
  )
}

tree('refuses a file over the limit', async () => {
  assert.is(await code(get('tftp://h/dir/file', { maxSize: 6 })), 'E_FETCH_TOO_BIG')
  assert.is(await code(get('tftp://h/dir/file', { limit: 6 })), 'E_FETCH_TOO_BIG')
  assert.is(await get('tftp://h/dir/file', { maxSize: 7, limit: 7 }), 'content')
})

tree('knows sizes without reading', async () => {
  const fetcher = createFetcher({ ...DEFAULT_FETCHER_OPTIONS, tree: root })
  assert.equal(await fetcher.probe('tftp://h/dir/file', signal), { bytes: 7 })
  assert.is(await code(fetcher.probe('tftp://h/x', signal)), 'E_FETCH_NOT_FOUND')
})

tree('names schemes that it does not know', async () => {
  assert.is(await code(get('gopher://h/dir/file')), 'E_UNSUPPORTED')
  assert.is(await code(get('dir/file')), 'E_UNSUPPORTED')
})

tree('never serves files of the host without a tree', async () => {
  const fetcher = createFetcher(DEFAULT_FETCHER_OPTIONS)
  assert.is(await code(fetchBytes(fetcher, 'file:///etc/passwd', 10_000, signal)), 'E_UNSUPPORTED')
})

tree('tells what happened', async () => {
  const events: FetchEvent[] = []
  const fetcher = createFetcher({
    ...DEFAULT_FETCHER_OPTIONS,
    tree: root,
    onEvent: (event) => events.push(event),
  })
  await fetchBytes(fetcher, 'tftp://h/dir/file', 100, signal)
  await code(fetchBytes(fetcher, 'tftp://h/x', 100, signal))
  assert.equal(
    events.map(({ event }) => event),
    ['FetchStarted', 'FetchFinished', 'FetchStarted', 'FetchFailed'],
  )
})

tree.run()
