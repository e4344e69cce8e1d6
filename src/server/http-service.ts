/** The HTTP server on one address: GET and HEAD of the tree's files, with ranges (RFC 9110 sections 13 and 14). */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { decodeName } from '../boot-url.ts'
import type { ServerEvent } from './events.ts'
import { cannotListen } from './listen-error.ts'
import type { Service } from './tftp/service.ts'
import type { Tree, TreeFile } from './tree.ts'

export interface HttpOptions {
  address: string
  tree: Tree
  /** Whether a client is on the link that is served. */
  admits(client: string): boolean
  onEvent(event: ServerEvent): void
}

const PORT = 80
const MAX_CONNECTIONS = 256
const IDLE_LIMIT = 30_000

/** Throws E_NETWORK or E_PERMISSION where the port is not to be had. */
export async function startHttp(options: HttpOptions): Promise<Service> {
  const server = createServer((request, response) => {
    respond(request, response, options).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : 'unknown'
      options.onEvent({ event: 'TransferFailed', ...told(request), reason })
      response.destroy()
    })
  })
  server.maxConnections = MAX_CONNECTIONS
  server.setTimeout(IDLE_LIMIT)
  server.on('connection', (socket) => {
    if (!options.admits(socket.remoteAddress ?? '')) socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen('HTTP', options.address, PORT, error)))
    server.listen({ host: options.address, port: PORT, exclusive: true }, resolve)
  })
  return {
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
): Promise<void> {
  const started = Date.now()
  const refuse = (status: number, reason: string, headers: Record<string, string> = {}) => {
    options.onEvent({ event: 'FileRefused', ...told(request), reason })
    response.writeHead(status, { 'Content-Type': 'text/plain', ...headers }).end(`${reason}\n`)
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, 'method not allowed', { Allow: 'GET, HEAD' })
  const file = await options.tree.open(nameOf(request))
  if (file === 'missing') return refuse(404, 'not found')
  if (file === 'denied') return refuse(403, 'forbidden')
  try {
    const tag = `"${file.inode.toString(16)}-${file.size.toString(16)}-${Math.trunc(file.modified).toString(16)}"`
    const headers = {
      'Content-Type': 'application/octet-stream',
      'Accept-Ranges': 'bytes',
      ETag: tag,
      'Last-Modified': new Date(file.modified).toUTCString(),
    }
    const match = request.headers['if-none-match']
    if (
      match !== undefined &&
      (match === '*' || match.split(/\s*,\s*/).some((one) => one.replace(/^W\//, '') === tag))
    ) {
      response.writeHead(304, headers).end()
      return
    }
    const range = rangeOf(request, file, headers)
    if (range === 'unsatisfiable')
      return refuse(416, 'range not satisfiable', { 'Content-Range': `bytes */${file.size}` })
    const { start, end } = range ?? { start: 0, end: file.size - 1 }
    response.writeHead(range === null ? 200 : 206, {
      ...headers,
      'Content-Length': end - start + 1,
      ...(range === null ? {} : { 'Content-Range': `bytes ${start}-${end}/${file.size}` }),
    })
    if (request.method === 'HEAD' || end < start) {
      response.end()
      return
    }
    await pipeline(file.handle.createReadStream({ start, end, autoClose: false }), response)
    const milliseconds = Date.now() - started
    options.onEvent({ event: 'FileSent', ...told(request), bytes: end - start + 1, milliseconds })
  } finally {
    await file.handle.close()
  }
}

function nameOf(request: IncomingMessage): string {
  return decodeName((request.url ?? '').replace(/^http:\/\/[^/]*/i, '').replace(/[?#].*$/s, ''))
}

function told(request: IncomingMessage) {
  return { protocol: 'http', client: request.socket.remoteAddress ?? '', name: nameOf(request) } as const
}

/** The one range that is asked for; null: the whole file, also where the file is not the one the client has a part of. */
function rangeOf(
  { headers }: IncomingMessage,
  { size }: TreeFile,
  validators: { ETag: string; 'Last-Modified': string },
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return null
  const condition = headers['if-range']
  if (condition !== undefined && condition !== validators.ETag && condition !== validators['Last-Modified'])
    return null
  const [, first = '', last = ''] = match
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < start) return null
  return start >= size || end < start ? 'unsatisfiable' : { start, end }
}
