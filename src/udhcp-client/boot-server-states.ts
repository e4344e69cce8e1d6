/** Asks a proxy or boot server for boot information: PXE 2.1 section 2.2.5, "discover boot server". */

import { BootError } from '../boot-error.ts'
import { namedBootFile } from './boot-values.ts'
import { readPxeOptions, writePxeOptions } from './codec/index.ts'
import type { Exchange } from './exchange.ts'
import { BROADCAST, type Reply, requestBoot, SERVER_PORT } from './messages.ts'
import type { Target } from './pxe-step.ts'
import type { State } from './states.ts'

const WAIT_MS = 1000
/** How often the wait doubles at most. */
const MAX_DOUBLINGS = 3
const ROUNDS = 3
const EVERYBODY = { address: BROADCAST, port: SERVER_PORT }

/** Which servers to ask, and for what. */
export interface BootQuestion {
  targets: Target[]
  /** Boot server type; null: ask a proxy for its own answer. */
  type: number | null
  /** Servers whose answers count; null: those asked or, after a broadcast or multicast, any. */
  onlyFrom: string[] | null
  /** Our address, 0.0.0.0 if it is not on the interface. */
  ciaddr: string
}

/** Asks the targets in turn, in three rounds. Ends with null if none answers. */
export function askingBootServer(exchange: Exchange, question: BootQuestion): State<Reply | null> {
  const { io } = exchange
  const { targets, type, ciaddr } = question
  const vendorOptions = type === null ? null : writePxeOptions({ bootItem: { type, layer: 0 } })
  exchange.renew()
  return {
    send(attempt) {
      const target = targets[(attempt - 1) % targets.length] ?? EVERYBODY
      const round = Math.ceil(attempt / targets.length)
      const waitMs = exchange.backoff(WAIT_MS, Math.min(round, MAX_DOUBLINGS))
      io.transport.send(requestBoot(exchange.sender, ciaddr, vendorOptions), target)
      io.onEvent({
        event: 'PxeBootServerAsked',
        server: target.address,
        port: target.port,
        type,
        attempt,
        waitMs,
      })
      return waitMs
    },
    receive(reply) {
      if (reply.type !== 'ACK') return { dropped: `${reply.type} where a boot server's ACK is due` }
      if (!isFromAsked(reply, question)) return { dropped: 'ACK of a server that was not asked' }
      const answered = readPxeOptions(reply.options.vendorOptions).bootItem?.type
      if (type !== null && answered !== undefined && answered !== type) {
        return { dropped: 'ACK for another boot server type' }
      }
      const bootFile = namedBootFile(reply)?.value ?? null
      if (type !== null && bootFile === null) return { dropped: "boot server's ACK without boot file" }
      io.onEvent({ event: 'PxeBootServerAnswered', server: reply.server, bootFile })
      return { next: 'done', value: reply }
    },
    expire: (attempt) =>
      attempt < targets.length * ROUNDS ? { next: 'again' } : { next: 'done', value: null },
  }
}

function isFromAsked({ server, source }: Reply, { targets, onlyFrom }: BootQuestion): boolean {
  const anyone = targets.some(({ address }) => address === BROADCAST || Number(address.split('.')[0]) >= 224)
  const known = onlyFrom ?? (anyone ? null : targets.map(({ address }) => address))
  return known === null || known.includes(server) || known.includes(source)
}

/**
 * E_NO_BOOT_SERVER: none of `targets` answered. `type`: boot server type; null: the proxy was asked for its own answer.
 */
export function noAnswer({ request }: Exchange, targets: Target[], type: number | null): BootError {
  const asked = targets.map(({ address, port }) => `${address} port ${port}`).join(', ')
  const what = type === null ? 'boot information' : `boot server type ${type}`
  return new BootError('E_NO_BOOT_SERVER', {
    what: `no PXE server answered ${request.mac} on ${request.interfaceName} about ${what}: asked ${asked}`,
    hint: 'is the proxyDHCP or boot server running, and does a firewall block UDP port 4011?',
  })
}
