/**
 * The socket of one transfer, between the network and npm `tftp`: bound to the server's address, connected to the one
 * client. The package throws on datagrams that it does not expect (a single byte; an ACK while it reads the disk; an
 * ACK of a block never sent) and loses its place on duplicates and on the ACK of a part of a window, so it sees none:
 * only the ACK of a whole window, while it waits for one, and ERROR. The rest of a window that came in part is sent
 * again from here (RFC 7440 section 4). This is also where a fixture's faults are put on the wire.
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

export class TransferSocket extends EventEmitter implements TransferSocketLike {
  readonly #socket: Socket = createSocket('udp4')
  readonly #local: string
  readonly #client: { address: string; port: number }
  readonly #faults: TransferFaults
  /** Blocks sent and acknowledged, counted from 1 without rollover. */
  #sent = 0
  #acknowledged = 0
  /** The DATA packets after the last acknowledged block, in order. */
  #unacknowledged: Buffer[] = []
  #waitsForAck = false
  #closed = false

  constructor(local: string, client: { address: string; port: number }, faults: TransferFaults) {
    super()
    this.#local = local
    this.#client = client
    this.#faults = faults
    this.#socket.on('message', (packet) => this.#receive(packet))
    this.#socket.on('error', (error) => this.#fail(error))
  }

  /** Binds to a free port of the server's address, whatever the package asks for. */
  bind(_port: number, _address: string | null, ready: () => void): void {
    this.#socket.bind({ address: this.#local, port: 0 }, () =>
      this.#socket.connect(this.#client.port, this.#client.address, ready),
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
    const onWire = this.#depart(packet.subarray(offset, offset + length))
    if (this.#closed || onWire === null) process.nextTick(() => done?.())
    else this.#socket.send(onWire, () => done?.())
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#socket.close(() => this.emit('close'))
  }

  /** Keeps count of what is sent; null where a fixture says that this packet is lost. */
  #depart(packet: Buffer): Buffer | null {
    const opcode = packet.readUInt16BE(0)
    if (opcode === OACK) {
      this.#waitsForAck = true
      return this.#faults.claimedSize === null ? packet : withSize(packet, this.#faults.claimedSize)
    }
    if (opcode !== DATA) return packet
    this.#waitsForAck = true
    const ahead = (packet.readUInt16BE(2) - this.#sent) & 0xffff
    if (ahead === 1) {
      this.#sent += 1
      this.#unacknowledged.push(packet)
    }
    return this.#isLost(ahead === 1 ? this.#sent : this.#sent - ((0x10000 - ahead) & 0xffff)) ? null : packet
  }

  /** Whether a block never gets to the client: by a fixture, or because the client has it. */
  #isLost(block: number): boolean {
    return block <= this.#acknowledged || (this.#faults.stopAfter !== null && block > this.#faults.stopAfter)
  }

  #receive(packet: Buffer): void {
    if (this.#closed || packet.length < 4) return
    const opcode = packet.readUInt16BE(0)
    if (opcode === ERROR) this.#deliver(Buffer.concat([packet, Buffer.alloc(1)]))
    if (opcode === ACK && this.#movesOn(packet.readUInt16BE(2))) this.#deliver(packet.subarray(0, 4))
  }

  /** Takes note of an ACK; true when nothing that was sent lacks one any more. */
  #movesOn(block: number): boolean {
    if (!this.#waitsForAck) return false
    const progress = (block - this.#acknowledged) & 0xffff
    const isForOptions = this.#sent === 0 && block === 0
    if (!isForOptions && (progress === 0 || this.#acknowledged + progress > this.#sent)) return false
    this.#acknowledged += progress
    this.#unacknowledged.splice(0, progress)
    this.#waitsForAck = this.#unacknowledged.length > 0
    for (const [n, packet] of this.#unacknowledged.entries()) {
      if (!this.#isLost(this.#acknowledged + n + 1)) this.#socket.send(packet)
    }
    return !this.#waitsForAck
  }

  #deliver(packet: Buffer): void {
    try {
      this.emit('message', packet)
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
