/**
 * The server of one transfer: the packets that come from the port it answers from (its transfer ID, RFC 1350 section
 * 4), and what makes the transfer fail. Packets from anyone else are answered with an error and change nothing.
 */

import { openEndpoint } from './endpoint.ts'
import { decodePacket, ERRORS, encodeError, type Packet } from './packet.ts'

/** Called for what the server sends. */
export interface PeerListener {
  packet(packet: Packet, port: number): void
  /** ICMP unreachable, no route, or a firewall's refusal. */
  unreachable?(error: NodeJS.ErrnoException): void
}

/** The server, as the client sees it in one transfer. */
export interface Peer {
  /** Bytes of kernel memory for packets that wait to be read, as the kernel accounts them. */
  readonly receiveBuffer: number
  /** ICMP has said several times that nobody is there any more. */
  readonly isGone: boolean
  /** Rejects on the signal, on `fail`, and with what a listener throws; never resolves. */
  readonly failed: Promise<never>
  fail(error: unknown): void
  /** Hands everything that comes from now on to this listener alone. */
  listen(listener: PeerListener): void
  /** As in Endpoint. */
  send(packet: Buffer): void
  sendBlindly(packet: Buffer): void
  /** The server has answered from this port: from now on only packets from there are its own. */
  answeredFrom(port: number): void
  /** Makes `send` go to the port that the server answered from. */
  connect(): Promise<void>
  /** Ends the transfer on the server, if it has answered. Only the first error is sent. */
  sendError(code: number, message: string): void
  /** Closes after `ms`, without keeping the process alive; until then the listener still gets packets. */
  closeIn(ms: number): void
  close(): void
}

/** ICMP errors after which the server is taken to be gone. */
const GONE = 3
/** Errors that one transfer sends to strangers, at most. */
const COURTESY = 16

/**
 * Opens a port to talk to `address`, at first to its `port`; `stray` is called with the source of each packet that was
 * refused. Throws E_NETWORK, or the reason of `signal`.
 */
export async function openPeer(
  { address, port, localAddress }: { address: string; port: number; localAddress: string | null },
  stray: (source: string) => void,
  signal: AbortSignal,
): Promise<Peer> {
  let listener: PeerListener = { packet() {} }
  let answeringPort: number | null = null
  let unreachable = 0
  let courtesy = COURTESY
  let errorSent = false

  let fail: (error: unknown) => void = () => {}
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  // It may come before anybody waits for it.
  failed.catch(() => {})

  function onMessage(bytes: Buffer, from: number, source: string): void {
    const packet = decodePacket(bytes)
    if (source !== address || (answeringPort !== null && from !== answeringPort)) {
      refuse(packet, from, source)
    } else if (packet !== null) listener.packet(packet, from)
  }

  /** Answers a stranger, unless it sent an error. */
  function refuse(packet: Packet | null, from: number, source: string): void {
    if (packet?.kind === 'error' || courtesy-- <= 0) return
    endpoint.sendTo(encodeError(ERRORS.UNKNOWN_TRANSFER, 'unknown transfer ID'), from, source)
    stray(`${source}:${from}`)
  }

  const onAbort = (): void => fail(signal.reason)
  const close = (): void => {
    signal.removeEventListener('abort', onAbort)
    endpoint.close()
  }

  signal.throwIfAborted()
  const endpoint = await openEndpoint(address, localAddress, {
    message(bytes, from, source) {
      try {
        onMessage(bytes, from, source)
      } catch (error) {
        fail(error)
      }
    },
    unreachable(error) {
      unreachable++
      listener.unreachable?.(error)
    },
  })
  try {
    await endpoint.talkTo(port)
    signal.throwIfAborted()
  } catch (error) {
    endpoint.close()
    throw error
  }
  signal.addEventListener('abort', onAbort)

  return {
    receiveBuffer: endpoint.receiveBuffer,
    get isGone() {
      return unreachable >= GONE
    },
    failed,
    fail,
    listen(next) {
      listener = next
    },
    send: endpoint.send,
    sendBlindly: endpoint.sendBlindly,
    answeredFrom(from) {
      answeringPort = from
      unreachable = 0
    },
    connect: () => endpoint.talkTo(answeringPort ?? port),
    sendError(code, message) {
      if (answeringPort === null || errorSent) return
      errorSent = true
      endpoint.sendTo(encodeError(code, message), answeringPort, address)
    },
    closeIn(ms) {
      signal.removeEventListener('abort', onAbort)
      endpoint.unref()
      setTimeout(close, ms).unref()
    },
    close,
  }
}
