// How the rooms of src may use one another. A folder is a room: code outside enters it by its index.ts alone.
// The stages of a boot are put together by src/bootloader and know nothing of each other. No file imports itself by
// way of others. docs/architecture.md says what each is for.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const structure = suite('the structure of src')

const SRC = join(import.meta.dirname, '../src')
const STAGES = ['udhcp-client', 'tftp-fetch', 'pxecfg-parser', 'guest-port']

/** The command line and its commands: their files import one another, and tests import them, one by one. */
const OPEN_ROOMS = /^bootloader(\/|$)/
/** Files that others enter beside the index of their room: data without the code that makes it. */
const SIDE_DOORS = new Set([
  ...STAGES.map((stage) => `${stage}/events.ts`),
  'hosts/imports/file-kinds.ts',
  'pxecfg-parser/boot-programs.ts',
  'pxecfg-parser/menu-model.ts',
  'root-fs/options.ts',
  'virtualbox/boot-order.ts',
  'virtualbox/nic-types.ts',
  'web/options.ts',
])

/** Imports of each file, type imports and `import()` as well: paths below src. */
const imports = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => [file, importsOf(file)]),
)

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8')
  return Array.from(text.matchAll(/(?:\bfrom|\bimport\()\s*'(\.[^']+\.ts)'/g), ([, to = '']) =>
    join(dirname(file), to),
  )
}

structure('a room is entered by its index alone', () => {
  const breaches = Array.from(imports, ([file, targets]) =>
    targets
      .filter((target) => !isInside(file, dirname(target)) && !target.endsWith('/index.ts'))
      .filter((target) => !OPEN_ROOMS.test(dirname(target)) && !SIDE_DOORS.has(target))
      .map((target) => `${file} imports ${target}`),
  )
  assert.equal(breaches.flat(), [])
})

structure('a stage imports no other stage', () => {
  const roomOf = (file: string) => file.split('/')[0] ?? ''
  const breaches = Array.from(imports, ([file, targets]) =>
    targets
      .filter((target) => STAGES.includes(roomOf(file)) && STAGES.includes(roomOf(target)))
      .filter((target) => roomOf(target) !== roomOf(file))
      .map((target) => `${file} imports ${target}`),
  )
  assert.equal(breaches.flat(), [])
})

structure('nothing beside the bootloader imports it', () => {
  const breaches = Array.from(imports, ([file, targets]) =>
    targets
      .filter((target) => !file.startsWith('bootloader/') && target.startsWith('bootloader/'))
      .map((target) => `${file} imports ${target}`),
  )
  assert.equal(breaches.flat(), [])
})

structure('no files import one another in a ring', () => {
  const rings = [...imports.keys()].map(ringOf).filter((ring) => ring !== null)
  assert.equal(
    rings.map((ring) => ring.join(' > ')),
    [],
  )
})

structure('the graph that these tests look at is the whole of src', () => {
  assert.ok(imports.get('udhcp-client/acquire-lease.ts')?.includes('udhcp-client/exchange.ts'))
  assert.ok(imports.size > 200)
})

function isInside(file: string, folder: string): boolean {
  return folder === '.' || file.startsWith(`${folder}/`)
}

/** The shortest way by which `file` imports itself; null: none. */
function ringOf(file: string): string[] | null {
  const ways = [[file]]
  const seen = new Set<string>()
  for (const way of ways) {
    for (const target of imports.get(way.at(-1) ?? '') ?? []) {
      if (target === file) return way
      if (seen.has(target)) continue
      seen.add(target)
      ways.push([...way, target])
    }
  }
  return null
}

structure.run()
