// Anybody on the segment can send a datagram from UDP port 0, and nothing can be sent back there.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createFetcher, DEFAULT_FETCHER_OPTIONS, fetchBytes } from '../../../src/tftp-fetch/index.ts'
import { openRawLink } from '../../../src/udhcp-client/raw-link/index.ts'
import { needs, unless } from '../../support/requirements.ts'
import { data, mockServer } from './mock-server.ts'

const zero = suite('TFTP and port 0')
const test = unless(needs('root'), zero)

test('a transfer takes no notice of what comes from port 0', async () => {
  const link = openRawLink('lo', 0, () => {})
  const file = Buffer.alloc(100_000, 1)
  const server = await mockServer({
    file: () => file,
    blockSize: 512,
    // The strays overtake what the server sends.
    loses: (_packet, index) => index === 0,
    answer(_request, _reply, socket) {
      socket.prependOnceListener('message', (_packet, { port: destinationPort }) => {
        for (const payload of [data(1, Buffer.alloc(3)), Buffer.alloc(0), Buffer.of(0)])
          link.send({
            source: '127.0.0.1',
            sourcePort: 0,
            destination: '127.0.0.1',
            destinationPort,
            payload,
          })
      })
      return false
    },
  })
  try {
    const fetcher = createFetcher(DEFAULT_FETCHER_OPTIONS)
    const got = await fetchBytes(fetcher, server.url('f'), file.length, new AbortController().signal)
    assert.ok(Buffer.from(got).equals(file))
  } finally {
    link.close()
    server.close()
  }
})

zero.run()
