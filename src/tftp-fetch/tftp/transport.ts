/** tftp://: turns a URL into transfers, with the best options that each server is known to support. */

import { BootError } from '../../boot-error.ts'
import type { Job, Probed, Receiver, Transport } from '../fetcher.ts'
import { noAnswer, refusal } from './errors.ts'
import type { NegotiatedOptions } from './options.ts'
import { ERRORS } from './packet.ts'
import { createRestart } from './restart.ts'
import {
  chooseOptions,
  considerLoss,
  considerOptions,
  patience,
  type Server,
  unknownServer,
} from './servers.ts'
import { runTransfer, type TransferEnd, type TransferPolicy, type TransferRequest } from './transfer.ts'

const TFTP_PORT = 69
/** Requests for one file, each with other options; the last takes what it gets. */
const ATTEMPTS = 10

/** How a transfer ends once the server has accepted the request. */
type Answered = Exclude<TransferEnd, { end: 'refused' | 'unanswered' }>

/** The transport for `tftp:`. It remembers what it learns about servers for as long as it lives. */
export function tftpTransport(): Transport {
  const servers = new Map<string, Server>()

  async function place(job: Job): Promise<Place> {
    const { host, name, mode = 'octet' } = job.parts
    if (mode !== 'octet')
      throw new BootError('E_UNSUPPORTED', { what: `${job.url}: mode ${mode} is not supported` })
    if (name === '' || name.includes('\0')) {
      throw new BootError('E_FETCH_NOT_FOUND', { what: `${job.url}: not a file name that TFTP can carry` })
    }
    const address = await job.resolver.resolve(host, job.signal)
    const port = job.parts.port ?? TFTP_PORT
    const key = `${address}:${port}`
    const server = servers.get(key) ?? unknownServer()
    servers.set(key, server)
    return { server, address, port }
  }

  return {
    fetch: async (job, receiver) => fetchFrom(await place(job), job, receiver),
    probe: async (job) => probeAt(await place(job), job),
  }
}

/** The server of a URL: where it is, and what is known about it. */
interface Place {
  server: Server
  address: string
  port: number
}

async function fetchFrom(place: Place, job: Job, receiver: Receiver): Promise<void> {
  const { url, options } = job
  const { server } = place
  const changed = () =>
    new BootError('E_FETCH_PROTOCOL', { what: `${url}: the file changed during the download` })
  const restart = createRestart((chunk) => receiver.write(chunk), changed)
  const policy = (isLast: boolean): TransferPolicy => ({
    accepts: (negotiated, requested) => considerOptions(server, requested, negotiated, options.mtu) || isLast,
    answered(negotiated, port) {
      tellOptions(job, negotiated, port)
      if (negotiated.totalBytes !== null) receiver.expect(negotiated.totalBytes)
    },
    lost(negotiated, loss) {
      receiver.retried()
      return considerLoss(server, negotiated, loss, options.mtu) || isLast
    },
    write: (chunk) => restart.write(chunk),
    progressed: receiver.progressed,
    repeated: (reason, attempt) => tellRetry(job, reason, attempt, receiver.bytes),
    stray: (source) => options.onEvent({ event: 'StrayPacketRefused', url, source }),
  })
  await requestUntil(place, job, policy, ({ end }) => {
    if (end === 'complete') return true
    if (end === 'starved') tellRetry(job, 'too much is lost', 1, receiver.bytes)
    restart.rewind()
    return false
  })
}

/** Asks for the file, and declines it once its size is known. */
async function probeAt(place: Place, job: Job): Promise<Probed> {
  const policy = (): TransferPolicy => ({
    accepts: () => false,
    answered: () => {},
    lost: () => true,
    write: () => {},
    progressed: () => {},
    repeated: (reason, attempt) => tellRetry(job, reason, attempt, 0),
    stray: () => {},
  })
  const { negotiated } = await requestUntil(place, job, policy, () => true)
  return { bytes: negotiated.totalBytes }
}

/**
 * Requests the file with other options each time, until `isEnough` accepts how a transfer ended. Throws E_FETCH_TIMEOUT if
 * the server does not answer, and what a transfer throws.
 */
async function requestUntil(
  { server, address, port }: Place,
  job: Job,
  policy: (isLast: boolean) => TransferPolicy,
  isEnough: (end: Answered) => boolean,
): Promise<Answered> {
  const { url, signal, options } = job
  const { name } = job.parts
  for (let attempt = 1; ; attempt++) {
    const request: TransferRequest = {
      ...{ url, address, port, name, signal },
      localAddress: options.localAddress,
      chooseOptions: (receiveBuffer) => chooseOptions(server, options.mtu, receiveBuffer),
      patience: patience(server),
      roundTripMs: server.roundTripMs,
    }
    const end = await runTransfer(request, policy(attempt >= ATTEMPTS))
    server.silent = end.end === 'unanswered'
    if (end.end === 'unanswered') throw noAnswer(url, `${address}:${port}`)
    if (end.end === 'refused') {
      if (!isOptionTrouble(end.code, server)) throw refusal(url, end.code, end.message)
      server.options = false
      tellRetry(job, 'option refused', attempt, 0)
    } else {
      server.roundTripMs = end.roundTripMs
      if (isEnough(end)) return end
    }
  }
}

/** Whether to ask again without options: error 8, or an unclear error from a server that never answered an option. */
function isOptionTrouble(code: number, server: Server): boolean {
  if (server.options === false) return false
  if (code === ERRORS.OPTION_REFUSED) return true
  return server.options === null && (code === ERRORS.UNDEFINED || code === ERRORS.ILLEGAL_OPERATION)
}

function tellOptions({ url, parts, options }: Job, negotiated: NegotiatedOptions, port: number): void {
  const { blockSize, windowSize, totalBytes } = negotiated
  const server = `${parts.host}:${port}`
  options.onEvent({ event: 'TftpNegotiated', url, server, blockSize, windowSize, totalBytes })
}

type RetryReason = 'silence' | 'unreachable' | 'option refused' | 'too much is lost'

function tellRetry({ url, options }: Job, reason: RetryReason, attempt: number, bytes: number): void {
  options.onEvent({ event: 'FetchRetried', url, reason, attempt, bytes })
}
