import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sendFile } from '../../../src/server/tftp/transfer.ts'
import { openTree } from '../../../src/server/tree.ts'

const transfer = suite('a TFTP transfer of the server')

const LOCAL = '127.0.0.1'
const NO_FAULTS = { stopAfter: null, claimedSize: null }

let folder: string
let client: Socket

transfer.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tspxeboot-transfer-'))
  client = createSocket('udp4')
  client.bind(0, LOCAL)
  await once(client, 'listening')
})
transfer.after.each(async () => {
  client.close()
  await rm(folder, { recursive: true })
})

interface Asked {
  options?: Record<string, number>
  faults?: Partial<typeof NO_FAULTS> | { stopAfter: number } | { claimedSize: number }
  signal?: AbortSignal
}

/** Starts sending `content` to `client`; `sent` settles with the transfer. */
async function start(
  content: Buffer,
  { options = {}, faults, signal }: Asked = {},
): Promise<{ sent: Promise<void> }> {
  await writeFile(join(folder, 'file'), content)
  const file = await (await openTree(folder)).open('file')
  if (typeof file === 'string') throw new Error(file)
  const asked = {
    file,
    options: new Map(Object.entries(options)),
    local: LOCAL,
    client: { address: LOCAL, port: client.address().port },
    faults: { ...NO_FAULTS, ...faults },
  }
  const sent = sendFile(asked, signal ?? new AbortController().signal).finally(() => file.handle.close())
  sent.catch(() => {})
  return { sent }
}

/** Takes a file as RFC 7440 has it. `lose` says whether the n-th packet is lost on its way. */
function receive(
  size: number,
  window: number,
  lose: (packet: number) => boolean = () => false,
): Promise<Buffer> {
  const blocks: Buffer[] = []
  let packets = 0
  return new Promise((resolve) => {
    client.on('message', (packet, { port, address }) => {
      packets += 1
      if (lose(packets)) return
      const acknowledge = () =>
        client.send(Buffer.from([0, 4, (blocks.length >> 8) & 255, blocks.length & 255]), port, address)
      if (packet[1] === 6) return acknowledge()
      if (packet[1] !== 3) return
      const isNext = packet.readUInt16BE(2) === ((blocks.length + 1) & 0xffff)
      if (isNext) blocks.push(packet.subarray(4))
      const isLast = isNext && packet.length - 4 < size
      if (!isNext || isLast || blocks.length % window === 0) acknowledge()
      if (isLast) resolve(Buffer.concat(blocks))
    })
  })
}

const SIZES = [0, 1, 511, 512, 513, 512 * 64, 100_000]
for (const size of SIZES) {
  for (const windowsize of [1, 4, 16]) {
    transfer(`brings ${size} bytes whole with windows of ${windowsize}`, async () => {
      const content = randomBytes(size)
      const received = receive(512, windowsize)
      const { sent } = await start(content, { options: { windowsize } })
      await sent
      assert.ok((await received).equals(content))
    })
  }
}

transfer('goes on after the loss of blocks anywhere in its windows', async () => {
  for (const every of [23, 29, 31]) {
    const content = randomBytes(600 * 64 + 3)
    const received = receive(64, 16, (packet) => packet % every === 0)
    const { sent } = await start(content, { options: { blksize: 64, windowsize: 16 } })
    await sent
    assert.ok((await received).equals(content), `without every ${every}th packet`)
    client.removeAllListeners('message')
  }
})

transfer('continues past block 65535', async () => {
  const content = randomBytes(8 * 70_000 + 3)
  const received = receive(8, 64)
  const { sent } = await start(content, { options: { blksize: 8, windowsize: 64 } })
  await sent
  assert.ok((await received).equals(content))
})

transfer('needs no options', async () => {
  const content = randomBytes(2000)
  const received = receive(512, 1)
  const { sent } = await start(content)
  await sent
  assert.ok((await received).equals(content))
})

for (const windowsize of [1, 8]) {
  transfer(`brings a file whole though packets are lost, with windows of ${windowsize}`, async () => {
    const content = randomBytes(40_000)
    const received = receive(512, windowsize, (packet) => packet % 40 === 5)
    const { sent } = await start(content, { options: { windowsize } })
    await sent
    assert.ok((await received).equals(content))
  })
}

const HOSTILE = [
  Buffer.alloc(0), // an empty datagram
  Buffer.from([4]), // a single byte
  Buffer.from([0, 4, 0]), // an ACK that is cut off
  Buffer.from([0, 4, 0x77, 0x77]), // an ACK of a block that was never sent
  Buffer.from([0, 4, 0, 0, 0, 0]), // an ACK with more behind it
  Buffer.from([0, 3, 0, 1, 1]), // DATA
  Buffer.from('\0\x01x\0octet\0', 'latin1'), // a request
  Buffer.from([9, 9, 9, 9]), // an unknown operation
]
transfer('is not disturbed by hostile datagrams, each sent before every acknowledgement', async () => {
  const content = randomBytes(30_000)
  const received = receive(512, 4)
  client.on('message', (_, { port, address }) => {
    for (const datagram of HOSTILE) client.send(datagram, port, address)
  })
  const { sent } = await start(content, { options: { windowsize: 4 } })
  await sent
  assert.ok((await received).equals(content))
})

transfer('is not disturbed by acknowledgements that come twice or too early', async () => {
  const content = randomBytes(6000)
  const received = receive(512, 4)
  client.on('message', (packet, { port, address }) => {
    if (packet[1] === 3) client.send(Buffer.from([0, 4, packet[2] ?? 0, packet[3] ?? 0]), port, address)
  })
  const { sent } = await start(content, { options: { windowsize: 4 } })
  await sent
  assert.ok((await received).equals(content))
})

transfer('hears only its client', async () => {
  const content = randomBytes(30_000)
  const stranger = createSocket('udp4')
  const received = receive(512, 1)
  let answers = 0
  stranger.on('error', () => {}) // The kernel's "port unreachable" for a connected socket's port.
  stranger.on('message', () => {
    answers += 1
  })
  client.on('message', (_, { port, address }) => stranger.send('\0\x05\0\0stop\0', port, address))
  const { sent } = await start(content)
  await sent
  stranger.close()
  assert.is(answers, 0)
  assert.ok((await received).equals(content))
})

transfer('ends when the client sends an error, cut off or not', async () => {
  for (const error of ['\0\x05\0\0full\0', '\0\x05\0\0ful', '\0\x05\0\0']) {
    client.removeAllListeners('message')
    client.on('message', (_, { port, address }) => client.send(Buffer.from(error, 'latin1'), port, address))
    const { sent } = await start(randomBytes(3000))
    await sent.then(
      () => assert.unreachable(),
      () => {},
    )
  }
})

transfer('ends when the client is gone', async () => {
  const { sent } = await start(randomBytes(3000))
  await once(client, 'message')
  client.close()
  client = createSocket('udp4')
  client.bind(0, LOCAL)
  await sent.then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /ECONNREFUSED|Timed out/),
  )
})

transfer('ends with an error for the client when the file becomes shorter', async () => {
  const said: Buffer[] = []
  client.on('message', (packet) => said.push(packet))
  const received = receive(512, 1)
  const started = start(randomBytes(300_000))
  client.once('message', () => void truncate(join(folder, 'file'), 1000))
  const { sent } = await started
  received.catch(() => {})
  await sent.then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, 'shorter'),
  )
  if (said.at(-1)?.[1] !== 5) await once(client, 'message')
  assert.is(said.at(-1)?.[1], 5)
})

transfer('tells the client when the server goes down', async () => {
  const closing = new AbortController()
  const said: Buffer[] = []
  client.on('message', (packet) => said.push(packet))
  const { sent } = await start(randomBytes(3000), { signal: closing.signal })
  await once(client, 'message')
  closing.abort()
  await sent.then(
    () => assert.unreachable(),
    () => {},
  )
  if (said.at(-1)?.[1] !== 5) await once(client, 'message')
  assert.match(said.at(-1)?.toString('latin1', 4) ?? '', 'going down')
})

transfer('a fixture stops it after some blocks', async () => {
  let blocks = 0
  client.on('message', (packet) => {
    if (packet[1] === 3) blocks = Math.max(blocks, packet.readUInt16BE(2))
  })
  const closing = new AbortController()
  receive(512, 1)
  const { sent } = await start(randomBytes(30_000), { faults: { stopAfter: 3 }, signal: closing.signal })
  setTimeout(() => closing.abort(), 300)
  await sent.catch(() => {})
  assert.is(blocks, 3)
})

transfer('a fixture claims another size', async () => {
  let claimed = ''
  client.once('message', (packet) => {
    claimed = packet.toString('latin1', 2)
  })
  receive(512, 1)
  const { sent } = await start(randomBytes(700), {
    options: { tsize: 0, blksize: 512 },
    faults: { claimedSize: 99_999 },
  })
  await sent
  assert.match(claimed, 'tsize\x0099999\0')
})

transfer.run()
