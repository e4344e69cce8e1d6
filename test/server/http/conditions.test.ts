import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isKnown, rangeOf, validatorsOf } from '../../../src/server/http/conditions.ts'

const conditions = suite('HTTP ranges and conditions')

const VERSION = validatorsOf({ inode: 255, size: 100, modified: 1_000_000.5 })
const OTHER = validatorsOf({ inode: 255, size: 101, modified: 2_000_000 })

conditions('a version is identified by inode, size and time', () => {
  assert.equal(VERSION, { ETag: '"ff-64-f4240"', 'Last-Modified': 'Thu, 01 Jan 1970 00:16:40 GMT' })
})

const RANGES: [string, ReturnType<typeof rangeOf>][] = [
  ['bytes=0-9', { start: 0, end: 9 }],
  ['bytes=90-', { start: 90, end: 99 }],
  ['bytes=90-1000', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=9-0', null],
  ['bytes=-', null],
  ['bytes=0-1,5-6', null],
  ['lines=0-9', null],
]
for (const [range, expected] of RANGES) {
  conditions(`${range} of 100 bytes`, () => {
    assert.equal(rangeOf({ range }, 100, VERSION), expected)
  })
}

conditions('an empty file has no range', () => {
  assert.is(rangeOf({ range: 'bytes=0-' }, 0, VERSION), 'unsatisfiable')
})

conditions('a range is for the version that the client has a part of', () => {
  const range = 'bytes=0-9'
  for (const version of [VERSION.ETag, VERSION['Last-Modified']])
    assert.equal(rangeOf({ range, 'if-range': version }, 100, VERSION), { start: 0, end: 9 })
  for (const version of [OTHER.ETag, OTHER['Last-Modified'], `W/${VERSION.ETag}`])
    assert.is(rangeOf({ range, 'if-range': version }, 100, VERSION), null)
})

conditions('a version that the client has is not sent again', () => {
  for (const tags of [VERSION.ETag, `W/${VERSION.ETag}`, `${OTHER.ETag}, ${VERSION.ETag}`, '*'])
    assert.ok(isKnown({ 'if-none-match': tags }, VERSION), tags)
  assert.not(isKnown({ 'if-none-match': OTHER.ETag }, VERSION))
  assert.not(isKnown({}, VERSION))
})

conditions.run()
