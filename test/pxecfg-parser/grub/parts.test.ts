// Parts that stand alone: regular expressions, and what an EFI image says of itself.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileExpression } from '../../../src/pxecfg-parser/grub/expression.ts'
import { readImage, skipsSearch } from '../../../src/pxecfg-parser/grub/image.ts'
import { matchExpression } from '../../../src/pxecfg-parser/grub/match.ts'
import { efiImage } from '../../support/grub-image.ts'

const parts = suite('GRUB parts')

const MATCHES: [expression: string, text: string, groups: (string | null)[] | null][] = [
  ['^([a-z]+)([0-9]+)$', 'node42', ['node42', 'node', '42']],
  ['a|ab', 'xab', ['ab']],
  ['(a*)(b?)', 'aab', ['aab', 'aa', 'b']],
  ['x{2,3}', 'xxxx', ['xxx']],
  ['[[:digit:]]+-[^a-f]', 'a12-g', ['12-g']],
  ['[]a-]+', 'b]-a', [']-a']],
  ['\\.cfg$', 'x.cfg', ['.cfg']],
  ['^(..:){5}', '00:16:3e:aa:bb:cc', ['00:16:3e:aa:bb:', 'bb:']],
  ['^(a+)+$', `${'a'.repeat(5000)}b`, null],
  ['(x)?y', 'y', ['y', null]],
]
for (const [expression, text, groups] of MATCHES) {
  parts(`${expression} over ${text.slice(0, 20)}`, () => {
    const program = compileExpression(expression)
    assert.ok(program)
    assert.equal(matchExpression(program, text), groups)
  })
}

parts('anything but an expression is refused', () => {
  for (const bad of [
    '(',
    '*a',
    '[a',
    'a{',
    'a{3,1}',
    'a\\',
    '(a)\\1',
    `${'('.repeat(200)}${')'.repeat(200)}`,
    '((a{255}){255}){255}',
  ])
    assert.is(compileExpression(bad), null, bad)
})

parts('an EFI image names its prefix and its first script', () => {
  const facts = readImage(
    efiImage([
      [3, '/grub'],
      [2, 'normal (memdisk)/grub.cfg'],
    ]),
  )
  assert.equal(facts, { prefix: '/grub', config: 'normal (memdisk)/grub.cfg', ownDirectoryFirst: false })
  assert.ok(facts && skipsSearch(facts))
  assert.is(readImage(Buffer.from('MZ mimg, and nothing of the kind')), null)
})

parts.run()
