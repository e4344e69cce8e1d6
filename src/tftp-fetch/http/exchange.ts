/** One HTTP request, up to the headers of its answer, by Node's own client. */

import * as http from 'node:http'
import { BootError } from '../../boot-error.ts'
import type { Job } from '../fetcher.ts'
import { isNoRoute } from '../no-route.ts'
import { openPlain, openTls, type PlainConnection, type Take } from './connection.ts'

/** Most bytes that an answer's headers may have: behind some proxies they exceed Node's default of 16 KiB. */
const MAX_HEADERS = 64 * 1024

/** An answer whose headers are in and whose body is still to be read. */
export interface Exchange {
  status: number
  headers: http.IncomingHttpHeaders
  /**
   * Reads the body to its end. After `take` has returned false, reading waits for `resume`. Rejects if the connection
   * breaks before the end.
   */
  read(take: Take): Promise<void>
  resume(): void
  close(): void
}

/** A request. `form` is sent as the body of a POST request, whatever `method` says. */
export interface Asked {
  method: 'GET' | 'HEAD'
  headers: Readonly<Record<string, string>>
  form?: string
}

function formHeaders(form: string): Record<string, string> {
  return {
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(Buffer.byteLength(form, 'latin1')),
  }
}

/**
 * Sends a request to `url` over a connection of its own. Rejects with a BootError, or with Node's error where the
 * connection broke.
 */
export async function exchange(job: Job, url: URL, { method, headers, form }: Asked): Promise<Exchange> {
  const { options, signal } = job
  const isTls = url.protocol === 'https:'
  const hostname = url.hostname.replace(/\.$/, '')
  const address = await job.resolver.resolve(hostname, signal)

  const place = { address, port: Number(url.port || (isTls ? 443 : 80)), localAddress: options.localAddress }
  const plain = isTls ? null : openPlain(place)
  const socket = plain?.socket ?? openTls(place, address === hostname ? '' : hostname, options.caCertificates)

  const { request, response } = await new Promise<{
    request: http.ClientRequest
    response: http.IncomingMessage
  }>((resolve, reject) => {
    const request = http.request({
      method: form === undefined ? method : 'POST',
      path: `${url.pathname}${url.search}`,
      headers: {
        Host: url.host,
        'User-Agent': options.userAgent,
        Accept: '*/*',
        'Accept-Encoding': 'identity',
        Connection: 'close',
        ...headers,
        ...(form === undefined ? {} : formHeaders(form)),
      },
      ...(url.username === '' ? {} : { auth: `${decoded(url.username)}:${decoded(url.password)}` }),
      createConnection: () => socket,
      maxHeaderSize: MAX_HEADERS,
      signal,
    })
    request.once('response', (response) => {
      plain?.hold()
      resolve({ request, response })
    })
    request.on('error', (error: NodeJS.ErrnoException) => reject(explain(error, job.url, address, url)))
    request.end(form, 'latin1')
  })

  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    async read(take) {
      const length = Number(response.headers['content-length'] ?? Number.NaN)
      if (plain !== null && length > 0) await readPastParser(plain, response, length, take)
      else await readParsed(response, take, () => socket.resume())
    },
    resume() {
      if (response.isPaused()) response.resume()
      else socket.resume()
    },
    close() {
      response.on('error', () => {})
      request.destroy()
    },
  }
}

/** Reads the body through Node's client: chunked, over TLS, or ended by the connection's close. */
function readParsed(response: http.IncomingMessage, take: Take, begin: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    response.on('data', (chunk: Buffer) => {
      if (!take(chunk)) response.pause()
    })
    response.on('end', resolve)
    response.on('error', reject)
    response.on('close', () => reject(new Error('the connection was closed before the end')))
    begin()
  })
}

/**
 * Reads a body of known length: what came with the headers is in `response`, the rest comes straight from the socket.
 */
function readPastParser(
  { socket, divert }: PlainConnection,
  response: http.IncomingMessage,
  length: number,
  take: Take,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = length
    const pass: Take = (bytes) => {
      const piece = bytes.subarray(0, left)
      left -= piece.length
      const wantsMore = take(piece)
      if (left === 0) resolve()
      return wantsMore && left > 0
    }
    response.on('error', reject)
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the connection was closed before the end')))
    const first: Buffer | null = response.read()
    if (first !== null) pass(first)
    if (left > 0) divert(pass)
  })
}

/** A BootError for what another request would not mend; other errors of the connection stay as they are. */
function explain(error: NodeJS.ErrnoException, url: string, address: string, { protocol, port }: URL): Error {
  const server = `${address}:${port || (protocol === 'https:' ? 443 : 80)}`
  const code = error.code ?? ''
  const cause = error
  if (error.name === 'AbortError') return error
  const refused = code === 'ECONNREFUSED'
  if (refused || isNoRoute(error)) {
    const why = refused ? 'it refused the connection' : `no route leads there (${code})`
    return new BootError('E_NETWORK', {
      what: `${url}: web server ${server} cannot be reached: ${why}`,
      hint: 'check that the web server runs there',
      reason: refused ? 'connection-refused' : 'no-route',
      cause,
    })
  }
  if (code === 'ETIMEDOUT') {
    return new BootError('E_FETCH_TIMEOUT', { what: `${url}: no answer from web server ${server}`, cause })
  }
  if (/CERT|SELF_SIGNED|VERIFY|ISSUER|ALTNAME/.test(code)) {
    return new BootError('E_FETCH_PROTOCOL', {
      what: `${url}: the certificate of ${server} is not trusted: ${error.message}`,
      hint: '--ca-file names the certificate of the authority to trust',
      cause,
    })
  }
  if (code.startsWith('HPE_') || code.startsWith('ERR_SSL') || code === 'EPROTO') {
    return new BootError('E_FETCH_PROTOCOL', {
      what: `${url}: ${server} does not speak HTTP: ${error.message}`,
      cause,
    })
  }
  return error
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
