/** The TFTP server on one address: reads requests itself, and has each file sent by a transfer of its own. */

import { createSocket, type RemoteInfo } from 'node:dgram'
import { setTimeout as delay } from 'node:timers/promises'
import { cannotListen, guarded, reasonOf, type Service, type ServiceOptions } from '../service.ts'
import type { Refusal } from '../tree.ts'
import { decodeRequest, encodeError, TFTP_ERRORS, type TftpRequest } from './request.ts'
import { sendFile } from './transfer.ts'
import type { TransferFaults } from './transfer-socket.ts'

/** What a fixture says about one name. */
export interface TftpScript extends TransferFaults {
  /** Answer with an error, or not at all; null: as the tree has it. */
  refuse: Refusal | 'silence' | null
  /** Milliseconds until the first answer. */
  delay: number
}

export interface TftpOptions extends ServiceOptions {
  scriptOf(name: string): TftpScript
}

const PORT = 69
const MAX_TRANSFERS = 256

/** Throws E_NETWORK or E_PERMISSION if the port is not to be had. */
export async function startTftp(options: TftpOptions): Promise<Service> {
  // npm `tftp` calls `new Buffer` for each packet; users of the server need not read Node's opinion of that.
  process.noDeprecation = true
  const { address, onEvent } = options
  const socket = createSocket('udp4')
  const closing = new AbortController()
  /** By client address and port: a request repeated during its transfer starts no second one. */
  const transfers = new Map<string, Promise<void>>()

  const refuse = (code: number, message: string, client: RemoteInfo) =>
    socket.send(encodeError(code, message), client.port, client.address)

  const answer = async (request: TftpRequest, client: RemoteInfo) => {
    const told = { protocol: 'tftp', client: client.address, name: request.name } as const
    const script = options.scriptOf(request.name)
    const started = Date.now()
    try {
      await delay(script.delay, undefined, { signal: closing.signal })
      if (script.refuse === 'silence')
        return onEvent({ event: 'FileRefused', ...told, reason: 'so the fixture says' })
      const file = script.refuse ?? (await options.tree.open(request.name))
      if (typeof file === 'string') {
        refuse(TFTP_ERRORS[file], file === 'missing' ? 'File not found' : 'Access violation', client)
        return onEvent({ event: 'FileRefused', ...told, reason: file })
      }
      const transfer = { file, options: request.options, local: address, client, faults: script }
      await sendFile(transfer, closing.signal).finally(() => file.handle.close())
      onEvent({ event: 'FileSent', ...told, bytes: file.size, milliseconds: Date.now() - started })
    } catch (error) {
      onEvent({ event: 'TransferFailed', ...told, reason: reasonOf(error) })
    }
  }

  const receive = (packet: Buffer, client: RemoteInfo) => {
    const dropped = (reason: string) => onEvent({ event: 'DatagramDropped', client: client.address, reason })
    const request = decodeRequest(packet)
    const key = `${client.address}:${client.port}`
    // Nothing can be sent to port 0: an answer would throw.
    if (client.port === 0) return dropped('from port 0')
    if (!options.admits(client.address)) return dropped('not from the link that is served')
    if (request === null) return dropped('not a TFTP request')
    if (transfers.has(key)) return
    if (request.kind === 'write') return refuse(TFTP_ERRORS.denied, 'This server is read-only', client)
    if (transfers.size >= MAX_TRANSFERS) return refuse(TFTP_ERRORS.other, 'Too many transfers', client)
    const transfer = answer(request, client)
    transfers.set(
      key,
      transfer.finally(() => transfers.delete(key)),
    )
  }
  socket.on(
    'message',
    guarded(onEvent, (_packet, client) => client.address, receive),
  )

  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => reject(cannotListen('TFTP', address, PORT, error)))
    socket.bind({ address, port: PORT, exclusive: true }, resolve)
  })
  socket.removeAllListeners('error')
  // An ICMP error about an answer to a client that is gone: of no consequence, but told.
  socket.on('error', (error) => onEvent({ event: 'DatagramDropped', client: address, reason: error.message }))
  return {
    async close() {
      closing.abort()
      await Promise.all(transfers.values())
      await new Promise<void>((resolve) => socket.close(() => resolve()))
    },
  }
}
