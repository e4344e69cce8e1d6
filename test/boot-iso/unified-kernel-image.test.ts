// The unified kernel image: sections added to a PE image.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addSections } from '../../src/boot-iso/unified-kernel-image.ts'

const unified = suite('unified kernel image')

const STUB = readFileSync('/usr/lib/systemd/boot/efi/linuxx64.efi.stub')

/** Name, size in memory, address, size and offset in the file of each section. */
function sections(image: Buffer) {
  const pe = image.readUInt32LE(0x3c)
  const table = pe + 24 + image.readUInt16LE(pe + 20)
  return Array.from({ length: image.readUInt16LE(pe + 6) }, (_, index) => {
    const at = table + index * 40
    return {
      name: image.toString('latin1', at, at + 8).replace(/\0+$/, ''),
      memory: image.readUInt32LE(at + 8),
      address: image.readUInt32LE(at + 12),
      file: image.readUInt32LE(at + 16),
      offset: image.readUInt32LE(at + 20),
    }
  })
}

const ADDED = [
  { name: '.cmdline', bytes: 5 },
  { name: '.initrd', bytes: 4097 },
  { name: '.linux', bytes: 1000, memoryBytes: 90_000 },
]

unified('keeps the sections of the stub and puts the new ones after them', () => {
  const { head } = addSections(STUB, ADDED)
  assert.equal(sections(head).slice(0, -3), sections(STUB))
  assert.equal(
    sections(head)
      .slice(-3)
      .map(({ name, memory }) => [name, memory]),
    [
      ['.cmdline', 5],
      ['.initrd', 4097],
      ['.linux', 90_000],
    ],
  )
})

unified('lets no two sections overlap, in the file or in memory', () => {
  const { head, offsets, bytes } = addSections(STUB, ADDED)
  const all = sections(head)
  all.forEach((section, index) => {
    const next = all[index + 1]
    if (next === undefined) return
    assert.ok(section.address + section.memory <= next.address, `${section.name} reaches into ${next.name}`)
    assert.ok(section.offset + section.file <= next.offset, `${section.name} reaches into ${next.name}`)
  })
  const last = all.at(-1)
  assert.is(last && last.offset + last.file, bytes)
  assert.equal(
    all.slice(-3).map(({ offset }) => offset),
    offsets,
  )
  const pe = head.readUInt32LE(0x3c)
  assert.ok(last && head.readUInt32LE(pe + 24 + 56) >= last.address + last.memory, 'SizeOfImage covers all')
})

unified('refuses a file that is not a PE image', () => {
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(64), Buffer.alloc(4096, 0xff), STUB.subarray(0, 0x90)]) {
    assert.throws(() => addSections(bytes, ADDED), /not a PE image/)
  }
})

unified.run()
