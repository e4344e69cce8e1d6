import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { progressLine } from '../../../src/bootloader/log/progress.ts'

const KERNEL = 'tftp://192.0.2.1/vmlinuz'
const progress = suite('progress line')

/** A progress line whose clock the test sets, with all that it drew. */
function draw() {
  const clock = { ms: 0 }
  const drawn: string[] = []
  const line = progressLine({ write: (text: string) => drawn.push(text) }, () => clock.ms)
  return { clock, drawn, line }
}

progress('counts the rate from the start of the download', () => {
  const { clock, drawn, line } = draw()
  line.follow({ event: 'FetchStarted', url: KERNEL })
  clock.ms = 2000
  line.follow({ event: 'FetchProgress', url: KERNEL, bytes: 10_000_000, totalBytes: 20_000_000 })
  assert.equal(drawn, ['\r\x1b[Kvmlinuz 10.0 MB 50% 5.0 MB/s'])
})

progress('is drawn at most ten times a second', () => {
  const { clock, drawn, line } = draw()
  line.follow({ event: 'FetchStarted', url: KERNEL })
  for (clock.ms = 0; clock.ms < 1000; clock.ms += 10) {
    line.follow({ event: 'FetchProgress', url: KERNEL, bytes: clock.ms, totalBytes: null })
  }
  assert.is(drawn.length, 10)
})

progress('disappears at the end of the download', () => {
  const { drawn, line } = draw()
  line.follow({ event: 'FetchStarted', url: KERNEL })
  line.follow({ event: 'FetchProgress', url: KERNEL, bytes: 1, totalBytes: 2 })
  line.follow({ event: 'FetchFinished', url: KERNEL, bytes: 2, ms: 1, retries: 0 })
  assert.is(drawn.at(-1), '\r\x1b[K')
})

progress('shows a name of control characters without them, within a terminal’s line', () => {
  const { drawn, line } = draw()
  const url = `tftp://192.0.2.1/${'\x1b[2J'.repeat(40)}`
  line.follow({ event: 'FetchProgress', url, bytes: 1, totalBytes: 2 })
  assert.is(drawn.join('').lastIndexOf('\x1b'), drawn.join('').indexOf('\x1b'))
  assert.ok((drawn[0]?.length ?? 0) <= 83)
})

progress.run()
