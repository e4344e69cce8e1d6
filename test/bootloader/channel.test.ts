// What the supervisor's end of the channel holds of a message that comes byte by byte.
import { PassThrough } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openChannel } from '../../src/bootloader/pxe-client/channel.ts'

const channel = suite('the channel between supervisor and client')

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const LIMITS = { message: 1 << 25, total: 1 << 27, count: 1000 }

channel('takes a message in parts of one byte, and holds no more than its bytes', () => {
  const socket = new PassThrough()
  const heard: unknown[] = []
  openChannel(socket, LIMITS, {
    onMessage: (value) => heard.push(value),
    onRefused: (why) => assert.unreachable(why),
    onClosed: () => {},
  })
  const text = 'x'.repeat(100_000)
  const held = () => {
    collect()
    const { external, heapUsed } = process.memoryUsage()
    return external + heapUsed
  }
  const before = held()
  // A slice of memory of its own for each, as a socket gives.
  for (const byte of Buffer.from(JSON.stringify(text)))
    socket.emit('data', Buffer.from(new Uint8Array([byte])))
  const grown = held() - before
  socket.emit('data', Buffer.from('\n"and another"\n'))
  assert.equal(heard, [text, 'and another'])
  assert.ok(grown < 20 * 100_000, `${grown} bytes`)
})

channel.run()
