/** http:// and https:// (RFC 9110): follows redirects, checks lengths, and resumes broken downloads. */

import { setTimeout as sleep } from 'node:timers/promises'
import { BootError } from '../../boot-error.ts'
import { schemeOf } from '../../url-schemes.ts'
import type { Job, Probed, Receiver, Transport } from '../fetcher.ts'
import { createWriteBehind } from '../write-behind.ts'
import { type Exchange, exchange } from './exchange.ts'

const MAX_REDIRECTS = 10
/** Connections in a row that may break without bringing anything new. */
const MAX_BREAKS = 5
const BREAK_PAUSE_MS = 200

/** What is known about a file while it is downloaded, over one or more connections. Sizes in bytes. */
interface Progress {
  /** A strong ETag, else the date of the last change (RFC 9110 section 13.1.5). null: it cannot be resumed. */
  validator: string | null
  total: number | null
  received: number
}

/** The transport for `http:` and `https:`. It remembers nothing between files. */
export const httpTransport: Transport = {
  async fetch(job, receiver) {
    let opened: Exchange | null = null
    let failure: unknown = null
    const behind = createWriteBehind((chunk) => receiver.write(chunk), {
      onProgress() {
        if (!behind.isBehind) opened?.resume()
      },
      onError(error) {
        failure = error
        opened?.close()
      },
    })
    const progress: Progress = { validator: null, total: null, received: 0 }
    for (let breaks = 0; ; ) {
      const before = progress.received
      try {
        opened = await request(job, 'GET', resumption(progress))
        let skip = consider(job, opened, progress, receiver)
        await opened.read((chunk) => {
          const fresh = chunk.subarray(skip)
          skip -= chunk.length - fresh.length
          progress.received += fresh.length
          receiver.progressed()
          behind.push(fresh)
          return !behind.isBehind
        })
        // A 206 may hold less than was requested (RFC 9110 section 15.3.7): request the rest in turn.
        if (progress.total === null || progress.received >= progress.total) break
        if (progress.received === before) throw new Error('an answer without bytes')
        opened.close()
        breaks = 0
      } catch (error) {
        opened?.close()
        job.signal.throwIfAborted()
        if (failure !== null) throw failure
        if (error instanceof BootError) throw error
        breaks = progress.received > before ? 1 : breaks + 1
        if (breaks > MAX_BREAKS || (progress.received > 0 && progress.validator === null)) {
          throw broken(job, progress, error)
        }
        receiver.retried()
        job.options.onEvent({
          event: 'FetchRetried',
          url: job.url,
          reason: 'connection broken',
          attempt: breaks,
          bytes: progress.received,
        })
        await sleep(BREAK_PAUSE_MS * breaks, undefined, { signal: job.signal })
      }
    }
    opened.close()
    await behind.finish()
    if (failure !== null) throw failure
  },

  async probe(job): Promise<Probed> {
    let answer = await request(job, 'HEAD', {})
    answer.close()
    // Servers that sign or route by method refuse HEAD for a file that GET would give.
    if (answer.status >= 400) {
      answer = await request(job, 'GET', {})
      answer.close()
    }
    checkStatus(job, answer)
    checkEncoding(job, answer)
    return { bytes: contentLength(job, answer) }
  },
}

/** Sends the request and follows redirects; reports each answer as an event. */
async function request(job: Job, method: 'GET' | 'HEAD', headers: Record<string, string>): Promise<Exchange> {
  let url = parsed(job, job.url)
  let form = method === 'GET' ? job.form : undefined
  for (let redirects = 0; ; redirects++) {
    const answer = await exchange(job, url, { method, headers, ...(form === undefined ? {} : { form }) })
    const { status } = answer
    const location = [301, 302, 303, 307, 308].includes(status) ? answer.headers.location : undefined
    const totalBytes = Number(answer.headers['content-length'] ?? Number.NaN)
    job.options.onEvent({
      event: 'HttpAnswered',
      url: job.url,
      status,
      totalBytes: Number.isSafeInteger(totalBytes) ? totalBytes : null,
    })
    if (location === undefined) return answer
    answer.close()
    if (redirects === MAX_REDIRECTS) throw protocolError(job, `more than ${MAX_REDIRECTS} redirects`)
    url = parsed(job, location, url)
    job.redirectedTo = url.href
    // RFC 9110 15.4: these two alone repeat the method
    if (status !== 307 && status !== 308) form = undefined
    job.options.onEvent({ event: 'FetchRedirected', url: job.url, location: url.href.slice(0, 4096), status })
  }
}

/**
 * `text` as an absolute URL, relative to `base`. Bytes outside ASCII are percent-encoded as they are, whatever their
 * encoding.
 */
function parsed(job: Job, text: string, base?: URL): URL {
  const ascii = text.replace(/[\x80-\xff]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const url = URL.canParse(ascii, base?.href) ? new URL(ascii, base) : null
  if (url === null)
    throw new BootError('E_UNSUPPORTED', { what: `${job.url}: ${text.slice(0, 200)} is not a URL` })
  if (schemeOf(url.protocol.slice(0, -1))?.transport === 'http') return url
  throw new BootError('E_UNSUPPORTED', {
    what: `${job.url}: it leads to ${url.protocol}//, which is not followed`,
  })
}

/** Headers that request the missing part, if the file has not changed. */
function resumption({ received, validator }: Progress): Record<string, string> {
  if (received === 0 || validator === null) return {}
  return { Range: `bytes=${received}-`, 'If-Range': validator }
}

/** Checks an answer against what is known; returns how many bytes of its body have been received already. */
function consider(job: Job, answer: Exchange, progress: Progress, receiver: Receiver): number {
  if (progress.received > 0 && answer.status === 416) throw changed(job)
  checkStatus(job, answer)
  checkEncoding(job, answer)
  const length = contentLength(job, answer)
  if (progress.received === 0) {
    if (answer.status === 206) throw protocolError(job, 'status 206 although the whole file was requested')
    progress.validator = validatorOf(answer)
    progress.total = length
    if (length !== null) receiver.expect(length)
    return 0
  }
  if (answer.status !== 206) {
    if (validatorOf(answer) !== progress.validator) throw changed(job)
    if (length !== progress.total) throw changed(job)
    return progress.received
  }
  if (!isSameVersion(answer, progress.validator)) throw changed(job)
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(answer.headers['content-range'] ?? '')
  const [, first, , total] = range ?? []
  if (Number(first) !== progress.received)
    throw protocolError(job, 'it sent a different range from the one requested')
  if (total === '*') return 0
  if (progress.total !== null && Number(total) !== progress.total) throw changed(job)
  if (progress.total === null) receiver.expect(Number(total))
  progress.total = Number(total)
  return 0
}

function validatorOf({ headers }: Exchange): string | null {
  const { etag } = headers
  if (etag !== undefined && !etag.startsWith('W/')) return etag
  return headers['last-modified'] ?? null
}

/**
 * A 206 that answers If-Range need not repeat the validators (RFC 9110 section 15.3.7): the one that was sent must not
 * be contradicted.
 */
function isSameVersion({ headers }: Exchange, validator: string | null): boolean {
  const said = validator?.startsWith('"') ? headers.etag : headers['last-modified']
  return said === undefined || said === validator
}

/**
 * Servers label a stored `initrd.gz` as Content-Encoding gzip, though no coding was requested: its bytes are the file.
 * A body compressed on the fly has no length that is known beforehand.
 */
function checkEncoding(job: Job, answer: Exchange): void {
  const encoding = answer.headers['content-encoding'] ?? 'identity'
  const isStored = ['gzip', 'x-gzip'].includes(encoding) && contentLength(job, answer) !== null
  if (encoding === 'identity' || isStored) return
  throw protocolError(job, `it answered with Content-Encoding ${encoding} unasked`)
}

function contentLength(job: Job, { headers }: Exchange): number | null {
  const text = headers['content-length']
  if (text === undefined) return null
  const length = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(length)) throw protocolError(job, `Content-Length ${text.slice(0, 30)}`)
  return length
}

function checkStatus(job: Job, { status }: Exchange): void {
  // 203: a proxy on the way has changed something, such as the headers (RFC 9110 section 15.3.4).
  if (status === 200 || status === 203 || status === 206) return
  if (status === 404 || status === 410) {
    throw new BootError('E_FETCH_NOT_FOUND', { what: `${job.url}: no such file (HTTP ${status})` })
  }
  if (status === 401 || status === 403 || status === 407) {
    throw new BootError('E_FETCH_DENIED', {
      what: `${job.url}: the server refuses access to it (HTTP ${status})`,
    })
  }
  throw protocolError(job, `HTTP status ${status}`)
}

function protocolError({ url }: Job, what: string): BootError {
  return new BootError('E_FETCH_PROTOCOL', { what: `${url}: the server gave no usable answer: ${what}` })
}

function changed({ url }: Job): BootError {
  return new BootError('E_FETCH_PROTOCOL', { what: `${url}: the file changed during the download` })
}

function broken({ url }: Job, { received, total }: Progress, cause: unknown): BootError {
  const why = cause instanceof Error ? ` (${cause.message})` : ''
  return new BootError('E_FETCH_PROTOCOL', {
    what: `${url}: the connection broke after ${received} of ${total ?? 'unknown'} bytes${why}`,
    cause,
  })
}
