import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openTree } from '../../src/server/tree.ts'

const tree = suite('the tree that is served')

const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-tree-'))
const root = join(folder, 'root')

tree.before(() => {
  mkdirSync(join(root, 'a/b'), { recursive: true })
  writeFileSync(join(root, 'a/file'), 'inside')
  writeFileSync(Buffer.from(join(root, '\xe4'), 'latin1'), 'inside')
  writeFileSync(join(folder, 'secret'), 'outside')
  mkdirSync(join(folder, 'root2'))
  writeFileSync(join(folder, 'root2/secret'), 'outside')
  symlinkSync('../secret', join(root, 'leak'))
  symlinkSync('../root2', join(root, 'sibling'))
  symlinkSync('a/file', join(root, 'inner'))
  execFileSync('mkfifo', [join(root, 'fifo')])
})
tree('is not a file', async () => {
  const error = await openTree(join(root, 'a/file')).catch((error: unknown) => error)
  assert.match(String(error), 'cannot serve')
  assert.match(String(error), 'it is not a directory')
})

tree.after(() => rmSync(folder, { recursive: true }))

async function read(name: string): Promise<string> {
  const file = await (await openTree(root)).open(name)
  if (typeof file === 'string') return file
  const content = await file.handle.readFile('utf8')
  await file.handle.close()
  return content
}

const NAMES: [string, string][] = [
  ['a/file', 'inside'],
  ['/a//./file', 'inside'],
  ['a\\file', 'inside'],
  ['a/b/../file', 'inside'],
  ['\xe4', 'inside'],
  ['inner', 'inside'],
  ['A/FILE', 'missing'],
  ['a', 'missing'],
  ['', 'missing'],
  ['fifo', 'missing'],
  ['a/file\0.txt', 'missing'],
  ['a/file/x', 'missing'],
  ['../secret', 'denied'],
  ['a/../../secret', 'denied'],
  ['..\\secret', 'denied'],
  ['leak', 'denied'],
  ['sibling/secret', 'denied'],
]
for (const [name, expected] of NAMES) {
  tree(`${JSON.stringify(name)} is ${expected}`, async () => {
    assert.is(await read(name), expected)
  })
}

tree('no name reaches outside', async () => {
  const part = fc.constantFrom(
    '..',
    '.',
    '',
    'a',
    'b',
    'root',
    'root2',
    'secret',
    'leak',
    'sibling',
    '\\',
    'file',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 8 }),
      fc.constantFrom('/', '\\'),
      async (parts, separator) => {
        assert.is.not(await read(parts.join(separator)), 'outside')
      },
    ),
  )
})

tree('is a directory that is there', async () => {
  await openTree(join(folder, 'none')).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, 'no such directory'),
  )
})

tree.run()
