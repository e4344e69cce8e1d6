import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createBlockWindow } from '../../../src/tftp-fetch/tftp/block-window.ts'

const blocks = suite('window of blocks')

const BLOCK = 8

/** A window that collects what it delivers. */
function collecting(windowSize: number) {
  const out: Buffer[] = []
  const window = createBlockWindow({ windowSize, blockSize: BLOCK }, (payload) => out.push(payload))
  return { window, content: () => Buffer.concat(out).toString('latin1') }
}

const block = (number: number, length = BLOCK): Buffer =>
  Buffer.alloc(length, String.fromCharCode(65 + (number % 26)))

blocks('come out in order, each once', () => {
  const { window, content } = collecting(4)
  assert.is(window.accept(2, block(2)), 'early')
  assert.is(window.accept(2, block(2)), 'duplicate')
  assert.is(window.accept(4, block(4)), 'early')
  assert.is(window.complete, 0)
  assert.is(window.accept(1, block(1)), 'in order')
  assert.is(window.complete, 2)
  assert.is(window.accept(1, block(1)), 'duplicate')
  assert.is(window.accept(3, block(3)), 'in order')
  assert.is(window.complete, 4)
  assert.is(content(), 'BBBBBBBBCCCCCCCCDDDDDDDDEEEEEEEE')
})

blocks('outside the window are not held', () => {
  const { window } = collecting(4)
  assert.is(window.accept(5, block(5)), 'foreign')
  assert.is(window.accept(0x7fff, block(5)), 'foreign')
  assert.is(window.accept(0xffff, block(5)), 'duplicate')
  assert.is(window.held, 0)
})

blocks('end with the first short one', () => {
  const { window, content } = collecting(4)
  assert.is(window.accept(3, block(3)), 'early')
  assert.is(window.accept(2, block(2, 3)), 'early')
  assert.is(window.accept(1, block(1)), 'in order')
  assert.ok(window.finished)
  assert.is(window.held, 0)
  assert.is(window.accept(3, block(3)), 'foreign')
  assert.is(content(), 'BBBBBBBBCCC')
})

for (const windowSize of [1, 3, 64, 1000]) {
  blocks(`roll over at a window of ${windowSize}`, () => {
    const { window } = collecting(windowSize)
    const total = 3 * 65536 + 5
    for (let first = 1; first <= total; first += windowSize) {
      const last = Math.min(first + windowSize - 1, total)
      for (let number = last; number >= first; number--)
        window.accept(number & 0xffff, block(number, number === total ? 0 : BLOCK))
      assert.is(window.complete, last)
    }
    assert.ok(window.finished)
  })
}

blocks('survive any order, loss and repetition', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 40 }),
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 400 }),
      (windowSize, count, arrivals) => {
        const { window, content } = collecting(windowSize)
        const at = (number: number) => block(number, number === count + 1 ? 2 : BLOCK)
        for (const number of arrivals)
          if (number >= 1 && number <= count + 1) window.accept(number, at(number))
        assert.ok(window.held < windowSize)
        while (!window.finished) window.accept(window.complete + 1, at(window.complete + 1))
        const whole = Buffer.concat(Array.from({ length: count + 1 }, (_, i) => at(i + 1)))
        assert.is(content(), whole.toString('latin1'))
      },
    ),
  )
})

blocks.run()
