/** One HTTP request up to the head of its answer, on Node's own client. */

import * as http from 'node:http'
import type { Socket } from 'node:net'
import { BootError } from '../../boot-error.ts'
import type { Job } from '../fetcher.ts'
import { openConnection } from './connection.ts'

export interface Exchange {
  status: number
  headers: http.IncomingHttpHeaders
  /**
   * Reads the body to its end; `take` has to copy what it keeps, and says whether it can take more. If not,
   * `resume` goes on. Rejects where the connection breaks before the end.
   */
  read(take: (chunk: Buffer) => boolean): Promise<void>
  resume(): void
  close(): void
}

/** Rejects with a BootError, or with Node's error where the connection broke. */
export async function exchange(
  job: Job,
  url: URL,
  method: 'GET' | 'HEAD',
  headers: Readonly<Record<string, string>>,
): Promise<Exchange> {
  const { options, signal } = job
  const isTls = url.protocol === 'https:'
  const hostname = url.hostname.replace(/\.$/, '')
  const address = await job.resolver.resolve(hostname, signal)
  let wantsMore = true

  const connect = (): Socket =>
    openConnection({
      address,
      port: Number(url.port || (isTls ? 443 : 80)),
      localAddress: options.localAddress,
      tls: isTls ? { servername: address === hostname ? '' : hostname, ca: options.caCertificates } : null,
      wantsMore: () => wantsMore,
    })

  const { request, response } = await new Promise<{
    request: http.ClientRequest
    response: http.IncomingMessage
  }>((resolve, reject) => {
    const request = http.request({
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        Host: url.host,
        'User-Agent': options.userAgent,
        Accept: '*/*',
        'Accept-Encoding': 'identity',
        Connection: 'close',
        ...headers,
      },
      ...(url.username === '' ? {} : { auth: `${decoded(url.username)}:${decoded(url.password)}` }),
      createConnection: connect,
      signal,
    })
    request.once('response', (response) => resolve({ request, response }))
    request.on('error', (error: NodeJS.ErrnoException) => reject(explain(error, job.url, address, url)))
    request.end()
  })

  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    read(take) {
      return new Promise((resolve, reject) => {
        response.on('data', (chunk: Buffer) => {
          wantsMore = take(chunk)
          if (!wantsMore && isTls) response.pause()
        })
        response.on('end', resolve)
        response.on('error', reject)
        response.on('close', () => reject(new Error('the connection was closed before the end')))
      })
    },
    resume() {
      if (wantsMore) return
      wantsMore = true
      if (isTls) response.resume()
      else request.socket?.resume()
    },
    close() {
      response.on('error', () => {})
      request.destroy()
    },
  }
}

/** What cannot be helped by asking again is a BootError; other errors of the connection are left as they are. */
function explain(error: NodeJS.ErrnoException, url: string, address: string, { protocol, port }: URL): Error {
  const server = `${address}:${port || (protocol === 'https:' ? 443 : 80)}`
  const code = error.code ?? ''
  const cause = error
  if (error.name === 'AbortError') return error
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    const why = code === 'ECONNREFUSED' ? 'it refused the connection' : `no route leads there (${code})`
    return new BootError('E_NETWORK', {
      what: `${url}: web server ${server} cannot be reached: ${why}`,
      hint: 'check that the web server runs there',
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
