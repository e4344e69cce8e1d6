/** The page's HTTP server, with limits for slow clients and for many. */

import { once } from 'node:events'
import { lstatSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { BootError } from '../boot-error.ts'
import { webApp } from './app.ts'
import type { Listen, WebOptions } from './options.ts'
import { parsePasswords } from './passwords.ts'

const LIMITS = { headersTimeout: 5_000, requestTimeout: 20_000, keepAliveTimeout: 5_000 }
/** For clients that do not read the answer, ms. Longer than a stream of changes is silent. */
const SILENCE = 60_000
/** Connections of all clients together. */
const MOST_CONNECTIONS = 1024
const MOST_WITHOUT_REQUEST = 256

/** What the server reports. */
export interface WebLog {
  /** The URL of the page, or the socket's path. */
  onReady(where: string): void
  /** A request threw something other than a BootError. */
  onBug(error: unknown): void
}

/** Serves until `signal` is aborted. Throws E_USAGE, E_NETWORK. */
export async function runWeb(options: WebOptions, signal: AbortSignal, log: WebLog): Promise<void> {
  const passwords = options.passwordFile === null ? null : readPasswords(options.passwordFile)
  const app = webApp({ ...options, passwords, onBug: log.onBug })
  const listener = getRequestListener(app.fetch)
  const server = createServer({ ...LIMITS, connectionsCheckingInterval: 2000 }, listener)
  server.maxConnections = MOST_CONNECTIONS
  server.timeout = SILENCE
  makeRoom(server)
  await listenOn(server, options.listen)
  log.onReady(whereOf(server, options.listen))
  await new Promise<void>((resolve) => {
    const close = () => {
      server.close(() => resolve())
      server.closeAllConnections()
    }
    if (signal.aborted) close()
    signal.addEventListener('abort', close, { once: true })
  })
  if (options.listen.kind === 'socket') rmSync(options.listen.path, { force: true })
}

/** Closes the oldest connections without a complete request, so that any number of idle ones lock nobody out. */
function makeRoom(server: Server): void {
  const waiting = new Set<Socket>()
  const wait = (socket: Socket) => {
    waiting.add(socket)
    const [oldest] = waiting
    if (waiting.size > MOST_WITHOUT_REQUEST) oldest?.destroy()
  }
  server.on('connection', (socket: Socket) => {
    socket.once('close', () => waiting.delete(socket))
    wait(socket)
  })
  server.on('request', ({ socket }, response) => {
    waiting.delete(socket)
    response.once('close', () => {
      if (!socket.destroyed) wait(socket)
    })
  })
}

function readPasswords(file: string) {
  try {
    return parsePasswords(readFileSync(file, 'utf8'), file)
  } catch (cause) {
    if (cause instanceof BootError) throw cause
    throw new BootError('E_USAGE', {
      what: `cannot read the password file ${file}: ${(cause as NodeJS.ErrnoException).code}`,
      hint: 'tspxeboot web --set-password NAME makes a line of it',
      cause,
    })
  }
}

async function listenOn(server: Server, listen: Listen): Promise<void> {
  if (listen.kind === 'socket') await removeLeftBehind(listen.path)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if (listen.kind === 'socket') server.listen({ path: listen.path }, resolve)
    else server.listen(listen.port, listen.address, resolve)
  }).catch((cause: NodeJS.ErrnoException) => {
    const where = listen.kind === 'socket' ? listen.path : `${listen.address}:${listen.port}`
    throw new BootError('E_NETWORK', {
      what: `cannot listen on ${where}: ${cause.code}`,
      hint: cause.code === 'EADDRINUSE' ? 'it is in use: --listen names another' : '--listen names another',
      cause,
    })
  })
}

/** Removes a socket that is left over from a killed process. */
async function removeLeftBehind(path: string): Promise<void> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket()) return
  const socket = connect({ path })
  const failure = await once(socket, 'connect').then(
    () => null,
    (error: NodeJS.ErrnoException) => error.code,
  )
  socket.destroy()
  if (failure === 'ECONNREFUSED') rmSync(path, { force: true })
}

function whereOf(server: Server, listen: Listen): string {
  if (listen.kind === 'socket') return listen.path
  const bound = server.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : listen.port
  const host = listen.address.includes(':') ? `[${listen.address}]` : listen.address
  return `http://${host}:${port}/`
}
