/** A TFTP server on loopback that does what it is told: each reply passes through a script that may change it. */

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

export interface MockRequest {
  name: string
  options: Map<string, string>
}

/** Packets to send in place of one; a number delays what follows it, ms. */
export type Script = (packet: Buffer, index: number) => readonly Buffer[]

export interface MockBehaviour {
  /** null: error 1. */
  file?: (request: MockRequest) => Buffer | null
  /** The OACK's options; null: none, DATA at once. Default: what was requested, cut to `blockSize` and `windowSize`. */
  agree?: (request: MockRequest) => Iterable<[string, string]> | null
  blockSize?: number
  windowSize?: number
  /** Answers to the request before anything else; true: that was all. */
  answer?: (request: MockRequest, reply: (packet: Buffer) => void, socket: Socket) => boolean
  send?: Script
  /** Client's packets that get lost. */
  loses?: (packet: Buffer, index: number) => boolean
  /** Repeats after this time without an answer, ms; default 100. */
  patience?: number
  /** Answers every acknowledgement, also a repeated one: the Sorcerer's Apprentice. */
  apprentice?: boolean
}

export interface MockServer {
  port: number
  url(name: string): string
  requests: MockRequest[]
  /** What the clients sent after the request, as opcode and number or text: `ack 3`, `error 5 unknown`. */
  heard: string[]
  /** DATA packets sent. */
  sent: number
  close(): void
}

export const data = (block: number, payload: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0, 3, (block >> 8) & 0xff, block & 0xff]), payload])
export const oack = (options: Iterable<[string, string]>): Buffer =>
  Buffer.from(`\0\x06${[...options].map(([name, value]) => `${name}\0${value}\0`).join('')}`, 'latin1')
export const error = (code: number, message: string): Buffer =>
  Buffer.from(`\0\x05\0${String.fromCharCode(code)}${message}\0`, 'latin1')

export async function mockServer(behaviour: MockBehaviour): Promise<MockServer> {
  const sockets = new Set<Socket>()
  const main = await bound(sockets)
  const { port } = main.address()
  const server: MockServer = {
    port,
    url: (name) => `tftp://127.0.0.1:${port}/${name}`,
    requests: [],
    heard: [],
    sent: 0,
    close() {
      for (const socket of sockets) socket.close()
      sockets.clear()
    },
  }
  main.on('message', async (bytes, from) => {
    const [name = '', , ...fields] = bytes.toString('latin1', 2).split('\0')
    const options = new Map<string, string>()
    for (let i = 0; i + 1 < fields.length; i += 2) options.set(fields[i] ?? '', fields[i + 1] ?? '')
    const request = { name, options }
    server.requests.push(request)
    const socket = await bound(sockets)
    socket.on('message', (packet) => server.heard.push(describe(packet)))
    const reply = (packet: Buffer) => {
      if (sockets.has(socket)) socket.send(packet, from.port, from.address)
    }
    if (behaviour.answer?.(request, reply, socket)) return
    const file = behaviour.file?.(request) ?? null
    if (file === null) return reply(error(1, 'File not found'))
    serve(request, file, behaviour, server, socket, reply)
  })
  return server
}

async function bound(sockets: Set<Socket>): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  sockets.add(socket)
  await once(socket, 'listening')
  socket.setRecvBufferSize(1_000_000)
  return socket
}

function describe(packet: Buffer): string {
  const kind = packet.readUInt16BE(0)
  if (kind === 4) return `ack ${packet.readUInt16BE(2)}`
  return kind === 5
    ? `error ${packet.readUInt16BE(2)} ${packet.toString('latin1', 4, packet.length - 1)}`
    : `opcode ${kind}`
}

function agreed(
  { options }: MockRequest,
  { blockSize = 65464, windowSize = 65535 }: MockBehaviour,
  size: number,
) {
  const answer: [string, string][] = []
  for (const [name, value] of options) {
    if (name === 'tsize') answer.push([name, String(size)])
    if (name === 'blksize') answer.push([name, String(Math.min(Number(value), blockSize))])
    if (name === 'windowsize' && windowSize > 1)
      answer.push([name, String(Math.min(Number(value), windowSize))])
  }
  return answer
}

function serve(
  request: MockRequest,
  file: Buffer,
  behaviour: MockBehaviour,
  server: MockServer,
  socket: Socket,
  reply: (packet: Buffer) => void,
): void {
  const options =
    behaviour.agree === undefined ? agreed(request, behaviour, file.length) : behaviour.agree(request)
  const values = new Map(options ?? [])
  const blockSize = Number(values.get('blksize') ?? 512)
  const windowSize = Number(values.get('windowsize') ?? 1)
  const last = Math.floor(file.length / blockSize) + 1
  let acknowledged = options === null ? 0 : -1
  let index = 0
  let received = 0
  let timer: NodeJS.Timeout

  const put = (packet: Buffer) => {
    for (const each of behaviour.send?.(packet, index++) ?? [packet]) reply(each)
  }
  const sendWindow = () => {
    clearTimeout(timer)
    timer = setTimeout(sendWindow, behaviour.patience ?? 100).unref()
    if (acknowledged === -1) return put(oack(values))
    for (let number = acknowledged + 1; number <= Math.min(acknowledged + windowSize, last); number++) {
      server.sent++
      put(data(number & 0xffff, file.subarray((number - 1) * blockSize, number * blockSize)))
    }
  }
  socket.on('message', (packet) => {
    if (packet.readUInt16BE(0) === 5) return clearTimeout(timer)
    if (packet.readUInt16BE(0) !== 4 || behaviour.loses?.(packet, received++)) return
    const ahead = (packet.readUInt16BE(2) - acknowledged) & 0xffff
    const isOld = ahead === 0 || ahead > windowSize + 1
    if (isOld && !(behaviour.apprentice && ahead === 0) && windowSize === 1) return
    if (!isOld) acknowledged += ahead
    else if (ahead > 0x8000) return
    if (acknowledged >= last) return clearTimeout(timer)
    sendWindow()
  })
  sendWindow()
}
