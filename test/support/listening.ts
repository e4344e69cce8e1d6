// When a server that was just started can be asked.
import type { Namespace } from './network.ts'
import { type Running, until } from './processes.ts'

/** Waits until UDP (or TCP) `port` is bound in the namespace; throws with the server's output when it ends first. */
export async function listening(
  place: Namespace,
  server: Running,
  port: number,
  protocol = 'udp',
): Promise<Running> {
  let status: number | null | undefined
  server.ended.then((ended) => {
    status = ended
  })
  const bound = new RegExp(`^ *\\d+: [0-9A-F]+:${port.toString(16).toUpperCase().padStart(4, '0')} `, 'm')
  await until(
    async () => status !== undefined || bound.test(await place.check(['cat', `/proc/net/${protocol}`])),
    () => `port ${port}:\n${server.output()}`,
  )
  if (status !== undefined)
    throw new Error(`the server on port ${port} ended with ${status}:\n${server.output()}`)
  return server
}
