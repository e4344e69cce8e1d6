/**
 * The socket of one transfer, between the network and npm `tftp`: bound to the server's address, connected to the one
 * client. The package throws on datagrams that it does not expect (a single byte; an ACK while it reads the disk) and
 * loses its place when only a part of a window is acknowledged, so it sees neither: it makes window after window, and
 * what of them is sent, and sent again, is decided here (RFC 7440 section 4). Here also a fixture's faults are made.
 */

import { createSocket, type Socket } from 'node:dgram'
import { EventEmitter } from 'node:events'
import type { TransferSocketLike } from 'tftp/lib/streams/server/put-stream.js'

const DATA = 3
const ACK = 4
const ERROR = 5
const OACK = 6

/** What goes wrong on purpose in a transfer. */
export interface TransferFaults {
  /** Nothing is sent after this many blocks. */
  stopAfter: number | null
  /** The size that the server claims (tsize), bytes. */
  claimedSize: number | null
}

/** What was agreed: bytes of a block, blocks of a window. */
export interface Agreed {
  blockSize: number
  windowSize: number
}

/** Blocks are counted from 1 without rollover. */
export class TransferSocket extends EventEmitter implements TransferSocketLike {
  readonly #socket: Socket = createSocket('udp4')
  readonly #local: string
  readonly #client: { address: string; port: number }
  readonly #agreed: Agreed
  readonly #faults: TransferFaults
  /** DATA packets that the client has not acknowledged, by block; all up to `#made`. */
  readonly #pending = new Map<number, Buffer>()
  #made = 0
  #acknowledged = 0
  /** First block of the window that the package made last; it waits for an ACK once it has made one. */
  #windowStart = 0
  #waits = false
  #isComplete = false
  /** A repeated ACK is answered once, or every answer would bring more of them (RFC 1123 section 4.2.3.1). */
  #answeredRepeat = -1
  #closed = false

  constructor(
    local: string,
    client: { address: string; port: number },
    agreed: Agreed,
    faults: TransferFaults,
  ) {
    super()
    this.#local = local
    this.#client = client
    this.#agreed = agreed
    this.#faults = faults
    this.#socket.on('message', (packet) => this.#attempt(() => this.#receive(packet)))
    this.#socket.on('error', (error) => this.#fail(error))
  }

  /** Binds to a free port of the server's address, whatever the package asks for. */
  bind(_port: number, _address: string | null, ready: () => void): void {
    const connected = (error?: Error) => (error ? this.#fail(error) : this.#attempt(ready))
    this.#socket.bind({ address: this.#local, port: 0 }, () =>
      this.#attempt(() => this.#socket.connect(this.#client.port, this.#client.address, connected)),
    )
  }

  address(): { address: string; port: number } {
    return this.#socket.address()
  }

  send(
    packet: Buffer,
    offset: number,
    length: number,
    _port: number,
    _address: string,
    done?: () => void,
  ): void {
    if (!this.#closed) this.#attempt(() => this.#depart(packet.subarray(offset, offset + length)))
    if (done) setImmediate(done)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#socket.close(() => this.emit('close'))
  }

  #depart(packet: Buffer): void {
    const opcode = packet.readUInt16BE(0)
    const { claimedSize } = this.#faults
    if (opcode === OACK) this.#waits = true
    if (opcode === DATA) this.#departData(packet)
    else this.#socket.send(opcode === OACK && claimedSize !== null ? withSize(packet, claimedSize) : packet)
  }

  #departData(packet: Buffer): void {
    const ahead = (packet.readUInt16BE(2) - this.#made) & 0xffff
    if (ahead === 1) {
      if (!this.#waits) this.#windowStart = this.#made + 1
      this.#waits = true
      this.#made += 1
      this.#pending.set(this.#made, packet)
      this.#isComplete = packet.length < 4 + this.#agreed.blockSize
      this.#transmit(this.#made)
    } else if (this.#made + ((ahead << 16) >> 16) === this.#windowStart) {
      // The package's timer has run out, and it sends its window again.
      this.#transmitWindow()
    }
  }

  #transmitWindow(): void {
    for (const block of this.#pending.keys()) this.#transmit(block)
  }

  /** Sends a block if the client's window has room for it. */
  #transmit(block: number): void {
    const packet = this.#pending.get(block)
    const isLost = this.#faults.stopAfter !== null && block > this.#faults.stopAfter
    if (packet && !isLost && block <= this.#acknowledged + this.#agreed.windowSize) this.#socket.send(packet)
  }

  #receive(packet: Buffer): void {
    if (this.#closed || packet.length < 4) return
    const opcode = packet.readUInt16BE(0)
    if (opcode === ERROR) this.#deliver(Buffer.concat([packet, Buffer.alloc(1)]))
    if (opcode !== ACK) return
    if (this.#made === 0) {
      if (packet.readUInt16BE(2) === 0) this.#goOn()
    } else {
      this.#acknowledge((packet.readUInt16BE(2) - this.#acknowledged) & 0xffff)
    }
  }

  #acknowledge(progress: number): void {
    const block = this.#acknowledged + progress
    if (block > this.#made) return
    if (progress === 0) {
      if (this.#agreed.windowSize === 1 || this.#answeredRepeat === block) return
      this.#answeredRepeat = block
    }
    for (let done = this.#acknowledged + 1; done <= block; done += 1) this.#pending.delete(done)
    this.#acknowledged = block
    this.#transmitWindow()
    if (this.#isComplete ? block === this.#made : block >= this.#windowStart) this.#goOn()
  }

  /** Tells the package that all it made has arrived, so that it makes more; what has not is kept here. */
  #goOn(): void {
    if (!this.#waits) return
    this.#waits = false
    this.#deliver(Buffer.from([0, ACK, (this.#made >> 8) & 0xff, this.#made & 0xff]))
  }

  #deliver(packet: Buffer): void {
    this.#attempt(() => this.emit('message', packet))
  }

  /** What fails here fails this transfer alone, not the server. */
  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    if (this.#closed) return
    this.#closed = true
    this.#socket.close()
    this.emit('error', error)
  }
}

/** An OACK with another tsize (RFC 2349 section 3). */
function withSize(packet: Buffer, size: number): Buffer {
  const words = packet.toString('latin1', 2).split('\0')
  const at = words.findIndex((word, index) => index % 2 === 0 && word.toLowerCase() === 'tsize')
  if (at >= 0) words[at + 1] = String(size)
  return Buffer.concat([packet.subarray(0, 2), Buffer.from(words.join('\0'), 'latin1')])
}
