/** The HTTP server on one address. */

import { createServer } from 'node:http'
import { cannotListen, reasonOf, type Service, type ServiceOptions } from '../service.ts'
import { nameOf, respond, respondBooted } from './respond.ts'

const PORT = 80
const MAX_CONNECTIONS = 256
/** Milliseconds that a connection may be silent. */
const IDLE_LIMIT = 30_000

export interface HttpOptions extends ServiceOptions {
  /** A client calls the URL of `token`: resolves with the name of the host that has booted; null: nothing is known of it. */
  onBooted(client: string, token: string): Promise<string | null>
}

/** Where an installer says that it is done. */
const BOOTED = /^\/booted\/([0-9a-f]{32})$/

/** Throws E_NETWORK or E_PERMISSION if the port is not to be had. */
export async function startHttp({ address, tree, admits, onBooted, onEvent }: HttpOptions): Promise<Service> {
  const server = createServer(async (request, response) => {
    const started = Date.now()
    const client = request.socket.remoteAddress ?? ''
    const told = { protocol: 'http', client, name: nameOf(request) } as const
    try {
      const token = request.method === 'HEAD' ? undefined : BOOTED.exec(told.name)?.[1]
      const outcome =
        token === undefined
          ? await respond(request, response, tree)
          : respondBooted(response, await onBooted(client, token))
      if ('refused' in outcome) onEvent({ event: 'FileRefused', ...told, reason: outcome.refused })
      else onEvent({ event: 'FileSent', ...told, ...outcome, milliseconds: Date.now() - started })
    } catch (error) {
      onEvent({ event: 'TransferFailed', ...told, reason: reasonOf(error) })
      request.socket.destroy()
    }
  })
  // A connection that cannot be accepted (no descriptors left, say) is the client's loss.
  server.on('error', (error) =>
    onEvent({ event: 'TransferFailed', protocol: 'http', client: address, name: '-', reason: error.message }),
  )
  server.maxConnections = MAX_CONNECTIONS
  server.setTimeout(IDLE_LIMIT)
  server.on('connection', (socket) => {
    if (!admits(socket.remoteAddress ?? '')) socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen('HTTP', address, PORT, error)))
    server.listen({ host: address, port: PORT, exclusive: true }, resolve)
  })
  return {
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
