// A DHCP and TFTP server that misbehaves as told, for what real servers do not do on demand. Runs as a process of its
// own, for it must live in a namespace: mockBootServer() of mock-boot.ts starts it. Knows one guest, without state.
import { createSocket, type RemoteInfo } from 'node:dgram'
import { linuxKernel } from './boot-tree.ts'
import type { Misbehaviour } from './mock-boot.ts'

const SERVER = [192, 0, 2, 1]
const GUEST = [192, 0, 2, 100]
const BLOCK = 512
const [DISCOVER, OFFER, REQUEST, ACK, NAK] = [1, 2, 3, 5, 6]

const { dhcp, tftp, files }: Misbehaviour = JSON.parse(process.argv[2] ?? '{}')
if (dhcp !== 'silent') serveDhcp()
serveTftp()

function serveDhcp(): void {
  const socket = createSocket('udp4')
  socket.on('message', (request) => {
    const type = messageType(request)
    if (type === DISCOVER) reply(request, OFFER)
    if (type === REQUEST) reply(request, dhcp === 'nak' ? NAK : ACK)
  })
  const reply = (request: Buffer, type: number) =>
    socket.send(dhcpReply(request, type), 68, '255.255.255.255')
  socket.bind(67, () => socket.setBroadcast(true))
}

/** RFC 2131 2: the request's fixed part turned round, with what this mock says. */
function dhcpReply(request: Buffer, type: number): Buffer {
  const fixed = Buffer.from(request.subarray(0, 240))
  fixed[0] = 2
  if (dhcp === 'unknown-xid') fixed.writeUInt32BE((fixed.readUInt32BE(4) + 1) >>> 0, 4)
  fixed.set(type === NAK ? [0, 0, 0, 0] : GUEST, 16)
  fixed.fill(0, 44, 236)
  if (dhcp !== 'no-boot-server' && type !== NAK) {
    fixed.set(SERVER, 20)
    fixed.write('pxelinux.0', 108, 'latin1')
  }
  const options = [53, 1, type, 54, 4, ...SERVER, 51, 4, 0, 0, 14, 16, 1, 4, 255, 255, 255, 0, 255]
  return Buffer.concat([fixed, Buffer.from(options), Buffer.alloc(60)])
}

function messageType(message: Buffer): number | undefined {
  for (let at = 240; at + 1 < message.length && message[at] !== 255; ) {
    if (message[at] === 53) return message[at + 2]
    at += message[at] === 0 ? 1 : 2 + (message[at + 1] ?? 0)
  }
  return undefined
}

/** RFC 1350 without options but tsize (RFC 2349), one block at a time. */
function serveTftp(): void {
  const socket = createSocket('udp4')
  socket.on('message', (message, client) => {
    if (message.readUInt16BE(0) === 1) transfer(message.subarray(2).toString('latin1').split('\0'), client)
  })
  socket.bind(69)
}

function transfer(words: string[], client: RemoteInfo): void {
  const socket = createSocket('udp4')
  const send = (packet: Buffer) => socket.send(packet, client.port, client.address)
  const size = files[words[0] ?? '']
  if (size === undefined) {
    send(Buffer.from('\0\x05\0\x01no such file\0', 'latin1'))
    return
  }
  const isBinary = typeof size === 'number'
  const content = isBinary ? linuxKernel(size) : Buffer.from(size)
  const told = isBinary && tftp === 'grows' ? content.length - 3 * BLOCK : content.length
  const last =
    isBinary && tftp === 'stops' ? Math.floor(content.length / BLOCK / 2) : Number.POSITIVE_INFINITY
  const data = (block: number) => {
    const from = (block - 1) * BLOCK
    if (block > last || from > content.length) return
    send(Buffer.concat([Buffer.from([0, 3, block >> 8, block & 255]), content.subarray(from, from + BLOCK)]))
  }
  socket.on('message', (message) => {
    if (message.readUInt16BE(0) === 4) data(message.readUInt16BE(2) + 1)
  })
  if (words.includes('tsize')) send(Buffer.from(`\0\x06tsize\0${told}\0`, 'latin1'))
  else data(1)
}
