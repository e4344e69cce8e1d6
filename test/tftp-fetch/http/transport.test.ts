import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import {
  createFetcher,
  DEFAULT_FETCHER_OPTIONS,
  type FetchEvent,
  type FetcherOptions,
  fetchBytes,
} from '../../../src/tftp-fetch/index.ts'

const web = suite('HTTP transfer')
const never = new AbortController().signal
const file = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7 + (i >> 8) * 31) & 0xff))
const closers: (() => void)[] = []

web.after.each(() => {
  for (const close of closers.splice(0)) close()
})

/** A server of `listener` on loopback; returns its URL without the final slash. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${portOf(server.address())}`
}

/** A server of bytes. */
async function speaking(listener: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => listener(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${portOf(server.address())}`
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Serves `content` with an ETag, ranges and If-Range; `breaks` connections end after a third of the rest. */
function ranges(content: Buffer, { breaks = 0, etag = (_: number): string => '"a"' } = {}): RequestListener {
  let served = 0
  return (request, response) => {
    const tag = etag(served)
    const wanted = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]
    const start = wanted !== undefined && request.headers['if-range'] === tag ? Number(wanted) : 0
    response.setHeader('ETag', tag)
    response.setHeader('Content-Length', content.length - start)
    if (start > 0)
      response.setHeader('Content-Range', `bytes ${start}-${content.length - 1}/${content.length}`)
    response.statusCode = start > 0 ? 206 : 200
    if (served++ >= breaks) return void response.end(content.subarray(start))
    response.write(content.subarray(start, start + Math.ceil((content.length - start) / 3)), () =>
      response.destroy(),
    )
  }
}

function fetcher(options: Partial<FetcherOptions> = {}) {
  const events: FetchEvent[] = []
  return {
    ...createFetcher({ ...DEFAULT_FETCHER_OPTIONS, onEvent: (event) => events.push(event), ...options }),
    events,
  }
}

async function failure(work: Promise<unknown>): Promise<BootError> {
  const reason: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (reason instanceof BootError) return reason
  throw new Error(`no BootError but ${String(reason)}`)
}

const get = async (url: string, options: Partial<FetcherOptions> = {}): Promise<Buffer> =>
  Buffer.from(await fetchBytes(fetcher(options), url, 10_000_000, never))

const failsWith = async (
  code: string,
  url: string,
  options: Partial<FetcherOptions> = {},
): Promise<BootError> => {
  const reason = await failure(get(url, options))
  assert.is(reason.code, code, reason.message)
  return reason
}

const shapes: [string, RequestListener][] = [
  ['a Content-Length', (_, response) => response.setHeader('Content-Length', file.length).end(file)],
  [
    'chunks',
    (_, response) =>
      void response.write(file.subarray(0, 1_000_001), () => response.end(file.subarray(1_000_001))),
  ],
]
for (const [shape, listener] of shapes) {
  web(`takes a body with ${shape}`, async () =>
    assert.ok((await get(`${await serving(listener)}/f`)).equals(file)),
  )
}

web('takes a body that ends with the connection', async () => {
  const url = await speaking((socket) =>
    socket.end(Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\n\r\n'), file])),
  )
  assert.ok((await get(`${url}/f`)).equals(file))
})

web('takes an empty file', async () => {
  assert.is((await get(await serving((_, response) => void response.end()))).length, 0)
})

web('asks as it should', async () => {
  const seen: IncomingMessage[] = []
  const url = await serving((request, response) => {
    seen.push(request)
    response.end()
  })
  await get(`${url.replace('//', '//user:p%40ss@')}/a%20b/caf\xe9?x=y#z`, { userAgent: 'tspxeboot/1' })
  const [request] = seen
  if (request === undefined) throw new Error('no request')
  const { url: path, headers } = request
  assert.is(path, '/a%20b/caf%E9?x=y')
  assert.is(headers['user-agent'], 'tspxeboot/1')
  assert.is(headers['accept-encoding'], 'identity')
  assert.is(headers.authorization, `Basic ${Buffer.from('user:p@ss').toString('base64')}`)
})

const statuses: [number, string][] = [
  [404, 'E_FETCH_NOT_FOUND'],
  [410, 'E_FETCH_NOT_FOUND'],
  [401, 'E_FETCH_DENIED'],
  [403, 'E_FETCH_DENIED'],
  [500, 'E_FETCH_PROTOCOL'],
  [204, 'E_FETCH_PROTOCOL'],
  [206, 'E_FETCH_PROTOCOL'],
]
for (const [status, code] of statuses) {
  web(`takes status ${status} for ${code}`, async () => {
    const reason = await failsWith(
      code,
      await serving((_, response) => void response.writeHead(status).end()),
    )
    assert.match(reason.message, String(status))
  })
}

web('follows redirects, relative ones as well', async () => {
  const client = fetcher()
  const url = await serving((request, response) => {
    const next: Record<string, string> = { '/a/b': '../c?d', '/c?d': 'e' }
    const location = next[request.url ?? '']
    if (location === undefined) response.end(request.url)
    else response.writeHead(302, { Location: location }).end('moved')
  })
  assert.is(Buffer.from(await fetchBytes(client, `${url}/a/b`, 100, never)).toString(), '/e')
  assert.is(client.events.filter(({ event }) => event === 'FetchRedirected').length, 2)
})

const detours: [string, string, string][] = [
  ['in a circle', '/f', 'E_FETCH_PROTOCOL'],
  ['to ftp:', 'ftp://127.0.0.1/f', 'E_UNSUPPORTED'],
  ['to files of the host', 'file:///etc/passwd', 'E_UNSUPPORTED'],
  ['to no URL', 'http://[/', 'E_UNSUPPORTED'],
]
for (const [where, location, code] of detours) {
  web(`does not follow redirects ${where}`, async () => {
    await failsWith(
      code,
      `${await serving((_, response) => void response.writeHead(301, { Location: location }).end())}/f`,
    )
  })
}

web('resumes after a broken connection', async () => {
  const client = fetcher()
  const url = await serving(ranges(file, { breaks: 3 }))
  assert.ok(Buffer.from(await fetchBytes(client, url, file.length, never)).equals(file))
  assert.is(client.events.filter(({ event }) => event === 'FetchRetried').length, 3)
})

web('starts again if the server has no ranges', async () => {
  let served = 0
  const url = await serving((_, response) => {
    response
      .setHeader('Last-Modified', 'Sat, 01 Jan 2000 00:00:00 GMT')
      .setHeader('Content-Length', file.length)
    if (served++ > 0) return void response.end(file)
    response.write(file.subarray(0, 1_000_000), () => response.destroy())
  })
  assert.ok((await get(url)).equals(file))
})

web('does not glue two versions of a file together', async () => {
  const url = await serving(ranges(file, { breaks: 1, etag: (served) => `"${served}"` }))
  assert.match((await failsWith('E_FETCH_PROTOCOL', url)).message, 'changed during the download')
})

web('goes on with a 206 that does not repeat the date (RFC 9110 15.3.7)', async () => {
  const date = 'Sat, 01 Jan 2000 00:00:00 GMT'
  const url = await serving((request, response) => {
    if (request.headers['if-range'] === date) {
      response.setHeader('Content-Range', `bytes 1000000-${file.length - 1}/${file.length}`)
      return void response.writeHead(206).end(file.subarray(1_000_000))
    }
    response.setHeader('Last-Modified', date).setHeader('Content-Length', file.length)
    response.write(file.subarray(0, 1_000_000), () => response.destroy())
  })
  assert.ok((await get(url)).equals(file))
})

web('asks for the rest of a 206 that is shorter than it might be', async () => {
  const url = await serving((request, response) => {
    response.setHeader('ETag', '"a"')
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (start === 0) {
      response.setHeader('Content-Length', file.length)
      return void response.write(file.subarray(0, 1_000_000), () => response.destroy())
    }
    const end = Math.min(start + 700_000, file.length)
    response.setHeader('Content-Range', `bytes ${start}-${end - 1}/${file.length}`)
    response.writeHead(206).end(file.subarray(start, end))
  })
  assert.ok((await get(url)).equals(file))
})

web('ends with 206 answers that have no bytes', async () => {
  const url = await serving((request, response) => {
    response.setHeader('ETag', '"a"')
    if (request.headers.range !== undefined)
      return void response.writeHead(206, { 'Content-Range': `bytes 1000-1000/${file.length}` }).end()
    response.setHeader('Content-Length', file.length).write(file.subarray(0, 1000), () => response.destroy())
  })
  await failsWith('E_FETCH_PROTOCOL', url)
})

for (const encoding of ['gzip', 'x-gzip']) {
  web(`takes a stored file that is labelled ${encoding} as it is, and probes it alike`, async () => {
    const stored = gzipSync('an initrd')
    const url = await serving((_, response) => {
      response.setHeader('Content-Encoding', encoding).setHeader('Content-Length', stored.length)
      response.end(stored)
    })
    assert.ok((await get(`${url}/initrd.gz`)).equals(stored))
    assert.equal(await fetcher().probe(`${url}/initrd.gz`, never), { bytes: stored.length })
  })
}

web('sees in a probe what a download would refuse', async () => {
  const url = await serving((_, response) => void response.setHeader('Content-Encoding', 'br').end())
  assert.is((await failure(fetcher().probe(url, never))).code, 'E_FETCH_PROTOCOL')
})

web('takes status 203 and a head of 20 KB', async () => {
  const url = await serving((_, response) => {
    for (let i = 0; i < 20; i++) response.setHeader(`X-Filler-${i}`, 'x'.repeat(1000))
    response.writeHead(203).end('the file')
  })
  assert.is((await get(url)).toString(), 'the file')
})

for (const status of [403, 404]) {
  web(`finds a file by GET where HEAD gets ${status}`, async () => {
    const url = await serving((request, response) => {
      if (request.method === 'HEAD') response.writeHead(status).end()
      else response.setHeader('Content-Length', file.length).end(file)
    })
    assert.equal(await fetcher().probe(`${url}/f`, never), { bytes: file.length })
  })
}

web('refuses loopback addresses in the host’s own network, by any name', async () => {
  const { port } = new URL(await serving((_, response) => void response.end('the host’s own')))
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '0']) {
    const reason = await failsWith('E_FETCH_DENIED', `http://${host}:${port}/f`, { refuseLocal: true })
    assert.match(reason.message, 'which is this host itself')
    assert.is(reason.reason, 'this-host')
  }
  await failsWith('E_FETCH_DENIED', 'http://169.254.169.254/latest', { refuseLocal: true })
  await failsWith('E_FETCH_DENIED', 'tftp://127.1/f', { refuseLocal: true })
})

const wrongRanges: [string, Record<string, string>][] = [
  ['another start', { 'Content-Range': `bytes 5-${file.length - 1}/${file.length}` }],
  ['another size', { 'Content-Range': `bytes 1000000-1999999/2000000` }],
  ['no Content-Range', {}],
]
for (const [what, headers] of wrongRanges) {
  web(`does not take a range with ${what}`, async () => {
    const url = await serving((request, response) => {
      response.setHeader('ETag', '"a"')
      if (request.headers.range !== undefined)
        return void response.writeHead(206, headers).end(file.subarray(1_000_000))
      response.setHeader('Content-Length', file.length)
      response.write(file.subarray(0, 1_000_000), () => response.destroy())
    })
    await failsWith('E_FETCH_PROTOCOL', url)
  })
}

web('does not go on without an ETag or a date', async () => {
  const url = await serving((_, response) => {
    response.setHeader('Content-Length', file.length).write(file.subarray(0, 1000), () => response.destroy())
  })
  assert.match((await failsWith('E_FETCH_PROTOCOL', url)).message, 'after 1000 of 3000000 bytes')
})

web('gives up on a Content-Length that is never reached', async () => {
  const url = await serving((_, response) => {
    response
      .setHeader('ETag', '"a"')
      .setHeader('Content-Length', 5000)
      .write(file.subarray(0, 1000), () => response.destroy())
  })
  await failsWith('E_FETCH_PROTOCOL', url)
})

web('takes no byte beyond the Content-Length', async () => {
  const url = await speaking((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, world'),
  )
  assert.is((await get(url)).toString(), 'hello')
})

const hostile: [string, string, string | Buffer, Partial<FetcherOptions>][] = [
  ['what is no HTTP', 'E_FETCH_PROTOCOL', '220 ftp.example ready\r\n', {}],
  ['a negative length', 'E_FETCH_PROTOCOL', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', {}],
  [
    'two lengths',
    'E_FETCH_PROTOCOL',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    {},
  ],
  ['an endless head', 'E_FETCH_PROTOCOL', `HTTP/1.1 200 OK\r\n${'X-Y: z\r\n'.repeat(50_000)}`, {}],
  [
    'a length over the limit',
    'E_FETCH_TOO_BIG',
    'HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n',
    {},
  ],
  [
    'gzip that was not requested',
    'E_FETCH_PROTOCOL',
    Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n'), gzipSync('x')]),
    {},
  ],
]
for (const [what, code, answer, options] of hostile) {
  web(`refuses ${what}`, async () => {
    await failsWith(code, await speaking((socket) => void socket.end(answer)), options)
  })
}

web('ends an endless body at the limit on size', async () => {
  const url = await serving((_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(file));
    }
    response.on('drain', more)
    more()
  })
  await failsWith('E_FETCH_TOO_BIG', url, { maxSize: 20_000_000 })
})

web('ends silence and a slow drip at the limits on time', async () => {
  await failsWith('E_FETCH_TIMEOUT', await serving(() => {}), { stallMs: 300 })
  const drip = await serving((_, response) => {
    const timer = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(timer))
  })
  await failsWith('E_FETCH_TIMEOUT', drip, { totalMs: 500, stallMs: 400 })
})

web('says when nothing listens', async () => {
  const url = await serving(() => {})
  closers.pop()?.()
  const { message, reason } = await failsWith('E_NETWORK', url)
  assert.match(message, 'refused the connection')
  assert.is(reason, 'connection-refused')
})

web('holds the server back while the sink is slow, and passes its failure on', async () => {
  let sent = 0
  const endless = (_: IncomingMessage, response: ServerResponse) => {
    const more = (): void => {
      while (!response.destroyed && response.write(file.subarray(0, 100_000))) sent += 100_000
    }
    response.on('drain', more)
    more()
  }
  const full = new BootError('E_OUTPUT', { what: 'no space left' })
  let fail: (error: Error) => void = () => {}
  const write = () =>
    new Promise<void>((_, reject) => {
      fail = reject
    })
  const done = fetcher().fetch(await serving(endless), { write }, never)
  const ended = failure(done)
  await new Promise((resolve) => setTimeout(resolve, 400))
  const before = sent
  await new Promise((resolve) => setTimeout(resolve, 200))
  assert.is(sent, before)
  fail(full)
  assert.is(await ended, full)
})

web('ends when it is cancelled', async () => {
  const cancel = new AbortController()
  const done = fetcher().fetch(await serving(() => {}), { write: () => {} }, cancel.signal)
  setTimeout(() => cancel.abort(new BootError('E_CANCELLED', { what: 'enough' })), 50)
  assert.is((await failure(done)).code, 'E_CANCELLED')
})

web('tells a file’s size without fetching it', async () => {
  const methods: string[] = []
  const url = await serving((request, response) => {
    methods.push(request.method ?? '')
    if (request.url === '/gone') response.writeHead(404).end()
    else if (request.url === '/no-head' && request.method === 'HEAD') response.writeHead(405).end()
    else response.setHeader('Content-Length', file.length).end(request.method === 'HEAD' ? undefined : file)
  })
  const client = fetcher()
  assert.equal(await client.probe(`${url}/f`, never), { bytes: file.length })
  assert.equal(methods, ['HEAD'])
  assert.equal(await client.probe(`${url}/no-head`, never), { bytes: file.length })
  assert.is((await failure(client.probe(`${url}/gone`, never))).code, 'E_FETCH_NOT_FOUND')
})

web('trusts an HTTPS server by --ca-file only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-tls-'))
  try {
    const [key, cert] = ['key', 'cert'].map((name) => join(folder, name))
    if (key === undefined || cert === undefined) throw new Error('no names')
    const request = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=boot',
    ]
    execFileSync(
      'openssl',
      [...request, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
      { stdio: 'ignore' },
    )
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
      response.end(file),
    )
    await once(server.listen(0, '127.0.0.1'), 'listening')
    closers.push(() => {
      server.closeAllConnections()
      server.close()
    })
    const url = `https://127.0.0.1:${portOf(server.address())}/f`
    assert.ok((await get(url, { caCertificates: readFileSync(cert, 'utf8') })).equals(file))
    const reason = await failsWith('E_FETCH_PROTOCOL', url)
    assert.match(reason.message, 'not trusted')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

web.run()
