// TFTP with a mischief for each request: see hostile-boot-server.ts. Lock-step, with blksize and tsize.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { existsSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { NASTY, STRANGER } from './hostile-network.ts'
import { mutate } from './mutate.ts'

const [RRQ, DATA, ACK, ERROR, OACK] = [1, 3, 4, 5, 6]

interface Transfer {
  content: Buffer
  blockSize: number
  client: RemoteInfo
  /** From the port that the transfer is with. */
  send(packet: Buffer): void
  /** Another address, and another port of the server: not before the client knows with which port it talks. */
  strangers(block: number): Socket[]
  random(): number
  hostile(packet: Buffer, socket?: Socket): void
}

/** What is done before a block is sent; false: the block is not sent at all. */
type Mischief = (transfer: Transfer, block: number) => boolean

const MISCHIEFS: Record<string, Mischief> = {
  none: () => true,
  // Not DATA and not OACK: those of the right port are the file.
  garbage(transfer, block) {
    const packet = mutate(dataOf(transfer, block), transfer.random)
    if (![DATA, OACK, ERROR].includes(packet[1] ?? 0)) transfer.hostile(packet)
    return true
  },
  foreignBlocks(transfer, block) {
    const packet = Buffer.from(dataOf(transfer, block))
    packet.writeUInt16BE((block + 5000 + (transfer.random() % 20_000)) & 0xffff, 2)
    transfer.hostile(packet)
    return true
  },
  spoofed(transfer, block) {
    const evil = Buffer.from(dataOf(transfer, block)).fill(0x66, 4)
    for (const socket of transfer.strangers(block)) transfer.hostile(evil, socket)
    return true
  },
  spoofedErrors(transfer, block) {
    for (const socket of transfer.strangers(block))
      transfer.hostile(error(1, `no such file ${NASTY}`), socket)
    return true
  },
  mutatedByStrangers(transfer, block) {
    for (const socket of transfer.strangers(block))
      transfer.hostile(mutate(dataOf(transfer, block), transfer.random), socket)
    return true
  },
  flood(transfer, block) {
    for (let n = 0; block < 3 && n < 150; n += 1) {
      for (const socket of transfer.strangers(block)) transfer.hostile(dataOf(transfer, block), socket)
    }
    return true
  },
  repeats(transfer, block) {
    for (let n = 0; n < 5; n += 1) transfer.hostile(dataOf(transfer, Math.max(1, block - n)))
    return true
  },
  endsWithError(transfer, block) {
    if (block < 3) return true
    transfer.hostile(error(transfer.random() % 10, NASTY))
    return false
  },
  stops: (_transfer, block) => block < 4,
  tooLong(transfer) {
    transfer.hostile(Buffer.concat([dataOf(transfer, 1), Buffer.alloc(2000)]))
    return true
  },
}

/** What an OACK may say that it must not. */
const LIES = [
  'blksize\x0065464\0',
  'blksize\x000\0',
  'blksize\x00-1\0',
  'tsize\x0099999999999999999999\0',
  'windowsize\x0065535\0',
  'windowsize\x000\0',
  `${NASTY}\x00${NASTY}\0`,
  'blksize\x001428\0blksize\x00512\0',
  'blksize',
  '\0\0\0\0',
]

export function serveHostileTftp(folder: string, random: () => number, count: () => void): void {
  const socket = createSocket('udp4')
  const [otherPort, otherAddress] = [createSocket('udp4'), createSocket('udp4')]
  otherPort.bind(6969)
  otherAddress.bind(6970, STRANGER)
  const strangers = (block: number) => (block > 1 ? [otherAddress, otherPort] : [otherAddress])
  const one = <T>(list: readonly T[]): T => list[random() % list.length] as T
  socket.on('message', (message, client) => {
    if (message.readUInt16BE(0) !== RRQ) return
    const [name = '', , ...options] = message.subarray(2).toString('latin1').split('\0')
    const own = createSocket('udp4')
    own.bind(() => serve(own, name, options, client))
    setTimeout(() => own.close(), 20_000)
  })
  socket.bind(69)

  function serve(own: Socket, name: string, options: string[], client: RemoteInfo): void {
    const send = (packet: Buffer, by = own) => by.send(packet, client.port, client.address, () => {})
    const hostile = (packet: Buffer, by = own) => {
      count()
      send(packet, by)
    }
    const content = fileOf(folder, name)
    if (content === null) {
      if (random() % 4 === 0) hostile(error(1, NASTY))
      else send(error(1, 'no such file'))
      return
    }
    const asked = new Map(options.map((word, at) => [word, options[at + 1] ?? '']))
    const hasOptions = asked.has('tsize')
    const blockSize = hasOptions ? Number(asked.get('blksize') ?? 512) : 512
    const isEndless = random() % 12 === 0
    const transfer: Transfer = { content, blockSize, client, send, strangers, random, hostile }
    const mischief = MISCHIEFS[one(Object.keys(MISCHIEFS))]
    const say = (block: number): void => {
      if (isEndless) send(endlessBlock(block, blockSize))
      else if ((block - 1) * blockSize <= content.length) {
        if (mischief?.(transfer, block) ?? true) send(dataOf(transfer, block))
      }
    }
    own.on('message', (message, from) => {
      if (from.port === client.port && message.readUInt16BE(0) === ACK) say(message.readUInt16BE(2) + 1)
    })
    const size = isEndless ? '' : `tsize\0${content.length}\0`
    if (!hasOptions) say(1)
    else if (random() % 8 === 0) hostile(Buffer.from(`\0\x06${one(LIES)}`, 'latin1'))
    else send(Buffer.from(`\0\x06blksize\0${blockSize}\0${size}`, 'latin1'))
  }
}

function fileOf(folder: string, name: string): Buffer | null {
  const path = join(folder, normalize(`/${name}`))
  return name !== '' && !name.endsWith('/') && existsSync(path) ? readFileSync(path) : null
}

function dataOf({ content, blockSize }: Transfer, block: number): Buffer {
  const head = Buffer.from([0, DATA, (block >> 8) & 255, block & 255])
  return Buffer.concat([head, content.subarray((block - 1) * blockSize, block * blockSize)])
}

function endlessBlock(block: number, blockSize: number): Buffer {
  const packet = Buffer.alloc(4 + blockSize, 0x45)
  packet.set([0, DATA, (block >> 8) & 255, block & 255])
  return packet
}

function error(code: number, message: string): Buffer {
  return Buffer.from(`\0\x05\0${String.fromCharCode(code)}${message}\0`, 'latin1')
}
