/** One HTTP request for a file of the tree, and its answer. */

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { decodeName } from '../../boot-url.ts'
import type { Tree, TreeFile } from '../tree.ts'
import { isKnown, rangeOf, validatorsOf } from './conditions.ts'

/** What came of a request: bytes of the file that were sent, or why none were. */
export type Outcome = { bytes: number } | { refused: string }

/** Answers GET and HEAD. Throws if the client or the file is lost on the way. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  tree: Tree,
): Promise<Outcome> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, 'method not allowed', { Allow: 'GET, HEAD' })
  const file = await tree.open(nameOf(request))
  if (file === 'missing') return refuse(response, 404, 'not found')
  if (file === 'denied') return refuse(response, 403, 'forbidden')
  try {
    return await respondWith(file, request, response)
  } finally {
    await file.handle.close()
  }
}

/** Answers a host's installer; null: it is not to be believed. */
export function respondBooted(response: ServerResponse, host: string | null): Outcome {
  if (host === null) return refuse(response, 404, 'not found')
  const text = `${host} boots its disk from now on\n`
  response.writeHead(200, { 'Content-Type': 'text/plain' }).end(text)
  return { bytes: text.length }
}

/** The file that `request` asks for, without its query; Latin-1, one character a byte. */
export function nameOf({ url = '' }: IncomingMessage): string {
  return decodeName(url.replace(/^http:\/\/[^/]*/i, '').replace(/[?#].*$/s, ''))
}

async function respondWith(
  file: TreeFile,
  { method, headers: asked }: IncomingMessage,
  response: ServerResponse,
): Promise<Outcome> {
  const validators = validatorsOf(file)
  const headers = { 'Content-Type': 'application/octet-stream', 'Accept-Ranges': 'bytes', ...validators }
  if (isKnown(asked, validators)) {
    response.writeHead(304, headers).end()
    return { bytes: 0 }
  }
  const range = rangeOf(asked, file.size, validators)
  if (range === 'unsatisfiable')
    return refuse(response, 416, 'range not satisfiable', { 'Content-Range': `bytes */${file.size}` })
  const { start, end } = range ?? { start: 0, end: file.size - 1 }
  const length = end - start + 1
  response.writeHead(range === null ? 200 : 206, {
    ...headers,
    'Content-Length': length,
    ...(range === null ? {} : { 'Content-Range': `bytes ${start}-${end}/${file.size}` }),
  })
  if (method === 'HEAD' || length === 0) {
    response.end()
    return { bytes: 0 }
  }
  const content = file.handle.createReadStream({ start, end, autoClose: false })
  await pipeline(content, response)
  if (content.bytesRead < length) throw new Error('the file has become shorter')
  return { bytes: length }
}

function refuse(
  response: ServerResponse,
  status: number,
  refused: string,
  headers: OutgoingHttpHeaders = {},
): Outcome {
  response.writeHead(status, { 'Content-Type': 'text/plain', ...headers }).end(`${refused}\n`)
  return { refused }
}
