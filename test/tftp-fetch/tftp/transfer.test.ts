import { createHash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import {
  createFetcher,
  DEFAULT_FETCHER_OPTIONS,
  type FetchEvent,
  type FetcherOptions,
  fetchBytes,
} from '../../../src/tftp-fetch/index.ts'
import { data, error, type MockBehaviour, type MockServer, mockServer, oack } from './mock-server.ts'

const transfer = suite('TFTP transfer')
const never = new AbortController().signal
const servers: MockServer[] = []

transfer.after.each(() => {
  for (const server of servers.splice(0)) server.close()
})

async function serving(behaviour: MockBehaviour): Promise<MockServer> {
  const server = await mockServer(behaviour)
  servers.push(server)
  return server
}

/** Bytes that no shift or repetition leaves the same. */
function content(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let i = 0; i < size; i++) bytes[i] = (i * 7 + (i >> 8) * 31 + (i >> 16) * 17) & 0xff
  return bytes
}

function fetcher(options: Partial<FetcherOptions> = {}) {
  const events: FetchEvent[] = []
  const made = createFetcher({
    ...DEFAULT_FETCHER_OPTIONS,
    onEvent: (event) => events.push(event),
    ...options,
  })
  return {
    ...made,
    events,
    names: () => events.map(({ event }) => event).filter((name) => name !== 'FetchProgress'),
  }
}

async function failure(work: Promise<unknown>): Promise<BootError> {
  const reason: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (reason instanceof BootError) return reason
  throw new Error(`no BootError but ${String(reason)}`)
}

async function gets(behaviour: MockBehaviour, file: Buffer, options: Partial<FetcherOptions> = {}) {
  const server = await serving({ file: () => file, ...behaviour })
  const client = fetcher(options)
  const got = await fetchBytes(client, server.url('f'), file.length, never)
  assert.ok(Buffer.from(got).equals(file), `${got.length} bytes, not the file`)
  return { server, client }
}

async function failsWith(code: string, behaviour: MockBehaviour, options: Partial<FetcherOptions> = {}) {
  const server = await serving(behaviour)
  const reason = await failure(fetcher(options).fetch(server.url('f'), { write: () => {} }, never))
  assert.is(reason.code, code, reason.message)
  return { server, reason }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 50))

for (const windowSize of [1, 4, 64]) {
  transfer(`is right at all edges of blocks and windows of ${windowSize}`, async () => {
    for (const blockSize of [512, 1468]) {
      for (const blocks of [0, 1, 2, windowSize - 1, windowSize, windowSize + 1, 3 * windowSize]) {
        for (const extra of [-1, 0, 1]) {
          const size = Math.max(0, blocks * blockSize + extra)
          await gets({ blockSize, windowSize }, content(size))
        }
      }
    }
  })
}

for (const windowSize of [1, 16, 500]) {
  transfer(`rolls over in 40 MB of 512 bytes at a window of ${windowSize}`, async () => {
    const file = content(40_000_000)
    const server = await serving({ file: () => file, blockSize: 512, windowSize })
    const hash = createHash('sha256')
    const { bytes } = await fetcher().fetch(
      server.url('f'),
      { write: (chunk) => void hash.update(chunk) },
      never,
    )
    assert.is(bytes, file.length)
    assert.is(hash.digest('hex'), createHash('sha256').update(file).digest('hex'))
  })
}

transfer('works with a server that has no options', async () => {
  const { client } = await gets({ agree: () => null }, content(5000))
  assert.equal(client.events.find(({ event }) => event === 'TftpNegotiated')?.event, 'TftpNegotiated')
})

for (const code of [8, 0, 4]) {
  transfer(`asks again without options after error ${code}, and remembers it`, async () => {
    const file = content(3000)
    const server = await serving({
      file: () => file,
      agree: () => null,
      answer(request, reply) {
        if (request.options.size > 0) reply(error(code, 'options?'))
        return request.options.size > 0
      },
    })
    const client = fetcher()
    for (let i = 0; i < 3; i++)
      assert.ok(Buffer.from(await fetchBytes(client, server.url('f'), 3000, never)).equals(file))
    assert.equal(
      server.requests.map(({ options }) => options.size > 0),
      [true, false, false, false],
    )
  })
}

/** Deterministic numbers in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

for (const [windowSize, seed] of [
  [1, 1],
  [1, 2],
  [8, 3],
  [8, 4],
  [64, 5],
  [64, 6],
  [64, 7],
] as const) {
  transfer(`survives loss, repetition and reordering at a window of ${windowSize} (${seed})`, async () => {
    const random = numbers(seed)
    let late: Buffer | null = null
    await gets(
      {
        windowSize,
        patience: 60,
        loses: () => random() < 0.05,
        send(packet) {
          const chance = random()
          const held = late === null ? [] : [late]
          late = null
          if (chance < 0.05) return held
          if (chance < 0.1) return [packet, packet, ...held]
          if (chance < 0.35 && held.length === 0) {
            late = packet
            return []
          }
          return [packet, ...held]
        },
      },
      content(300_000),
    )
  })
}

transfer('does not feed the Sorcerer’s Apprentice', async () => {
  const file = content(200_000)
  const { server } = await gets(
    {
      windowSize: 1,
      blockSize: 512,
      apprentice: true,
      send: (packet, index) => (index === 3 ? [packet, packet] : [packet]),
    },
    file,
  )
  assert.ok(server.sent < 420, `${server.sent} packets for 391 blocks`)
})

transfer('repeats the last acknowledgement when the last block comes again', async () => {
  let lost = 0
  const { server } = await gets(
    { patience: 30, loses: (packet) => packet.readUInt16BE(2) === 3 && lost++ < 2 },
    content(3000),
  )
  for (let i = 0; i < 20 && lost < 3; i++) await settled()
  assert.equal(server.heard.slice(-3), ['ack 3', 'ack 3', 'ack 3'])
})

transfer('gives strangers error 5 and goes on', async () => {
  const strangers: string[] = []
  const stranger = createSocket('udp4').on('message', (packet) => strangers.push(packet.toString('latin1')))
  try {
    const { client } = await gets(
      {
        answer(_request, _reply, socket) {
          socket.prependOnceListener('message', (_packet, from) => {
            stranger.send(data(1, content(512)), from.port, from.address)
            stranger.send(error(1, 'go away'), from.port, from.address)
          })
          return false
        },
        send: (packet, index) => (index === 2 ? [] : [packet]),
      },
      content(100_000),
    )
    await settled()
    assert.equal(strangers, ['\0\x05\0\x05unknown transfer ID\0'])
    assert.ok(client.names().includes('StrayPacketRefused'))
  } finally {
    stranger.close()
  }
})

const lies: [string, [string, string][]][] = [
  ['a larger block', [['blksize', '65465']]],
  ['a block of nothing', [['blksize', '0']]],
  ['a larger window', [['windowsize', '65535']]],
  ['a window of nothing', [['windowsize', '0']]],
  ['a size that is not a number', [['tsize', 'many']]],
  ['an option that was not requested', [['multicast', '224.0.0.1,1,1']]],
]
for (const [what, options] of lies) {
  transfer(`does not agree to ${what}`, async () => {
    const { server } = await failsWith('E_FETCH_PROTOCOL', { file: () => content(100), agree: () => options })
    await settled()
    assert.equal(server.heard, ['error 8 transfer given up'])
  })
}

transfer('refuses a file longer or shorter than announced', async () => {
  for (const size of ['99', '101', '1']) {
    const { reason } = await failsWith('E_FETCH_PROTOCOL', {
      file: () => content(100),
      agree: () => [['tsize', size]],
    })
    assert.match(reason.message, `announced ${size}`)
  }
})

transfer('refuses a block longer than agreed', async () => {
  await failsWith('E_FETCH_PROTOCOL', {
    file: () => content(5000),
    send: (packet) => [packet[1] === 3 ? Buffer.concat([packet, content(513)]) : packet],
  })
})

transfer('ends endless data at the limit on size', async () => {
  const { reason } = await failsWith(
    'E_FETCH_TOO_BIG',
    { file: () => content(2_000_000), agree: () => null },
    { maxSize: 1_000_000 },
  )
  assert.match(reason.message, '1000000 allowed')
})

transfer('refuses a size over the limit before any data', async () => {
  const { server } = await failsWith(
    'E_FETCH_TOO_BIG',
    { file: () => content(10), agree: () => [['tsize', '4294967296000']] },
    { maxSize: 1_000_000 },
  )
  assert.is(server.sent, 0)
})

transfer('bears a flood of OACKs', async () => {
  const { server } = await failsWith(
    'E_FETCH_TIMEOUT',
    {
      answer(_request, reply) {
        const flood = setInterval(() => {
          for (let i = 0; i < 50; i++) reply(oack([['blksize', '1000']]))
        }, 1).unref()
        setTimeout(() => clearInterval(flood), 1500).unref()
        return true
      },
    },
    { stallMs: 700 },
  )
  assert.ok(server.heard.length < 60, `${server.heard.length} answers`)
})

transfer('bears block numbers at random', async () => {
  const random = numbers(9)
  await failsWith(
    'E_FETCH_TIMEOUT',
    {
      file: () => content(600),
      send: (packet) =>
        packet[1] === 3
          ? Array.from({ length: 200 }, () => data(2 + Math.floor(random() * 65000), content(500)))
          : [packet],
    },
    { stallMs: 700 },
  )
})

transfer('ends a slow drip at the limit on time', async () => {
  await failsWith(
    'E_FETCH_TIMEOUT',
    {
      answer(_request, reply, socket) {
        let number = 1
        reply(data(number, content(512)))
        socket.on('message', () => setTimeout(() => reply(data(++number, content(512))), 50).unref())
        return true
      },
    },
    { totalMs: 800, stallMs: 5000 },
  )
})

transfer('goes on as long as there is a little progress', async () => {
  const file = content(20 * 512)
  const { client } = await gets(
    { agree: () => null, patience: 60, send: (packet, index) => (index % 2 ? [packet] : []) },
    file,
    { stallMs: 400 },
  )
  assert.ok(client.events.some((event) => event.event === 'FetchFinished' && event.ms > 800))
})

transfer('names what the server said', async () => {
  const said: [number, string, string][] = [
    [1, 'nope', 'E_FETCH_NOT_FOUND'],
    [2, 'nope', 'E_FETCH_DENIED'],
    [3, 'nope', 'E_FETCH_PROTOCOL'],
    [0, 'File not found', 'E_FETCH_NOT_FOUND'],
  ]
  for (const [code, message, expected] of said) {
    const { reason } = await failsWith(expected, {
      answer(_request, reply) {
        reply(error(code, message))
        return true
      },
    })
    assert.match(reason.message, `error ${code}, ${message}`)
  }
})

transfer('ends with an ERROR in the middle, and a storm of them does no harm', async () => {
  await failsWith('E_FETCH_PROTOCOL', {
    file: () => content(50_000),
    blockSize: 512,
    windowSize: 1,
    send: (packet, index) =>
      index === 20 ? Array.from({ length: 500 }, () => error(3, 'disk full')) : [packet],
  })
})

transfer('tells a refusal from silence', async () => {
  const closed = await mockServer({})
  closed.close()
  const client = fetcher()
  const reason = await failure(client.fetch(closed.url('f'), { write: () => {} }, never))
  assert.is(reason.code, 'E_NETWORK')
  assert.match(reason.message, 'ICMP port unreachable')
  assert.is(reason.reason, 'port-unreachable')
  assert.ok(client.events.some((event) => event.event === 'FetchRetried' && event.reason === 'unreachable'))
})

transfer('says which address has no route', async () => {
  const reason = await failure(fetcher().fetch('tftp://255.255.255.255/f', { write: () => {} }, never))
  assert.is(reason.code, 'E_NETWORK')
})

transfer('asks a silent server again, and once only for the next file', async () => {
  const server = await serving({ answer: () => true })
  const client = fetcher()
  const first = await failure(client.fetch(server.url('a'), { write: () => {} }, never))
  assert.is(first.code, 'E_FETCH_TIMEOUT')
  const asked = server.requests.length
  assert.ok(asked > 3)
  await failure(client.fetch(server.url('b'), { write: () => {} }, never))
  assert.is(server.requests.length, asked + 1)
})

transfer('repeats itself to a server that stalls, and is as patient with it at the next file', async () => {
  const asked = new Map<string, number>()
  const server = await serving({
    file: () => content(3000),
    agree: () => null,
    answer({ name }) {
      asked.set(name, (asked.get(name) ?? 0) + 1)
      return name === 'b' && asked.get(name) === 1
    },
    send: (packet) => (asked.has('b') || packet.readUInt16BE(2) < 3 ? [packet] : []),
  })
  const client = fetcher({ stallMs: 1500 })
  const stalled = await failure(client.fetch(server.url('a'), { write: () => {} }, never))
  assert.is(stalled.code, 'E_FETCH_TIMEOUT')
  assert.match(stalled.message, 'no byte for 1.5 s')
  const repeated = server.heard.filter((packet) => packet === 'ack 2').length - 1
  assert.ok(repeated >= 3, `${repeated} repetitions`)
  await client.fetch(server.url('b'), { write: () => {} }, never)
  assert.is(asked.get('b'), 2)
})

transfer('passes on what the sink throws, and tells the server', async () => {
  const file = content(1_000_000)
  const server = await serving({ file: () => file })
  const full = new BootError('E_OUTPUT', { what: 'no space left' })
  const reason = await failure(fetcher().fetch(server.url('f'), { write: () => Promise.reject(full) }, never))
  assert.is(reason, full)
  await settled()
  assert.match(server.heard.at(-1) ?? '', /^error 3/)
})

transfer('holds the server back while the sink is slow', async () => {
  const file = content(8_000_000)
  const server = await serving({ file: () => file, patience: 10_000 })
  let release = () => {}
  let bytes = 0
  const write = (chunk: Uint8Array): Promise<void> => {
    bytes += chunk.length
    return new Promise((resolve) => {
      release = resolve
    })
  }
  const done = fetcher().fetch(server.url('f'), { write }, never)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const sent = server.sent
  assert.ok(sent * 1468 < 5_000_000, `${sent} blocks are on their way`)
  const pump = setInterval(() => release(), 0)
  await done
  clearInterval(pump)
  assert.is(bytes, file.length)
})

transfer('ends when it is cancelled, and tells the server', async () => {
  const server = await serving({
    file: () => content(100_000),
    send: (packet, index) => (index > 20 ? [] : [packet]),
  })
  const cancel = new AbortController()
  const done = fetcher().fetch(server.url('f'), { write: () => {} }, cancel.signal)
  setTimeout(() => cancel.abort(new BootError('E_CANCELLED', { what: 'enough' })), 100)
  assert.is((await failure(done)).code, 'E_CANCELLED')
  await settled()
  assert.match(server.heard.at(-1) ?? '', /^error 0/)
})

transfer('leaves windowsize out after two silences: some servers answer no request that has it', async () => {
  const { server } = await gets({ answer: ({ options }) => options.has('windowsize') }, content(5000))
  const asked = server.requests.map(({ options }) => options.has('windowsize'))
  assert.equal(asked.slice(0, 3), [true, true, false])
})

transfer('takes large blocks from a server without windows', async () => {
  const { server } = await gets({ windowSize: 1 }, content(1_000_000))
  assert.equal(
    server.requests.map(({ options }) => options.get('blksize')),
    ['1468', '65464'],
  )
})

transfer('falls back to blocks that fit the MTU if larger ones do not arrive', async () => {
  const { server, client } = await gets(
    { windowSize: 1, send: (packet) => (packet.length > 1500 ? [] : [packet]) },
    content(600_000),
  )
  assert.equal(
    server.requests.map(({ options }) => options.get('blksize')),
    ['1468', '65464', '1468'],
  )
  assert.ok(
    client.events.some((event) => event.event === 'FetchRetried' && event.reason === 'too much is lost'),
  )
})

transfer('continues with smaller blocks if larger ones get lost', async () => {
  let large = 0
  const { server } = await gets(
    {
      windowSize: 1,
      patience: 5000,
      apprentice: true,
      send: (packet) => (packet.length > 20_000 && large++ % 2 === 1 ? [] : [packet]),
    },
    content(3_000_000),
  )
  assert.equal(
    server.requests.slice(0, 3).map(({ options }) => options.get('blksize')),
    ['1468', '65464', '16384'],
  )
})

transfer('does not glue two versions of a file together', async () => {
  const files = [content(3_000_000), content(3_000_000), content(3_000_000).fill(1, 100, 101)]
  let large = 0
  const { reason } = await failsWith('E_FETCH_PROTOCOL', {
    windowSize: 1,
    patience: 5000,
    apprentice: true,
    file: () => files.shift() ?? null,
    send: (packet) => (packet.length > 20_000 && large++ % 2 === 1 ? [] : [packet]),
  })
  assert.match(reason.message, 'changed during the download')
})

transfer('tells a file’s size without fetching it', async () => {
  const server = await serving({ file: ({ name }) => (name === 'f' ? content(12_345) : null) })
  const client = fetcher()
  assert.equal(await client.probe(server.url('f'), never), { bytes: 12_345 })
  assert.is((await failure(client.probe(server.url('g'), never))).code, 'E_FETCH_NOT_FOUND')
  const plain = await serving({ file: () => content(12_345), agree: () => null })
  assert.equal(await client.probe(plain.url('f'), never), { bytes: null })
  await settled()
  assert.is(server.sent, 0)
  assert.match(server.heard[0] ?? '', /^error 8/)
})

transfer('carries any byte of a name but NUL', async () => {
  const name = Buffer.from(Array.from({ length: 255 }, (_, i) => i + 1)).toString('latin1')
  const server = await serving({ file: (request) => (request.name === name ? content(1) : null) })
  const encoded = Array.from(name, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')
  assert.is((await fetchBytes(fetcher(), server.url(encoded), 1, never)).length, 1)
  assert.is((await failure(fetchBytes(fetcher(), server.url('a%00b'), 1, never))).code, 'E_FETCH_NOT_FOUND')
  assert.is(
    (await failure(fetchBytes(fetcher(), `${server.url('f')};mode=netascii`, 1, never))).code,
    'E_UNSUPPORTED',
  )
})

transfer('runs several at a time', async () => {
  const server = await serving({ file: ({ name }) => content(Number(name)) })
  const client = fetcher()
  const sizes = [100, 2_000_000, 700_000, 1_500_000]
  const files = await Promise.all(
    sizes.map((size) => fetchBytes(client, server.url(String(size)), 3_000_000, never)),
  )
  for (const [i, size] of sizes.entries()) assert.ok(content(size).equals(files[i] ?? Buffer.alloc(0)))
})

transfer.run()
