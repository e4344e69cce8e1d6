/** Starts DHCP on one interface: as the server that gives the addresses, or as a proxy beside that. */

import type { ServerEvent } from '../events.ts'
import type { Service } from '../service.ts'
import { type LeaseBook, memoryBook } from './lease-book.ts'
import { claimDhcpPort, openDhcpLink, openProxyPort } from './link.ts'
import type { DhcpServer } from './model.ts'
import { play, playAsProxy } from './play.ts'
import { arpProbe } from './probe.ts'
import { serveDhcp } from './service.ts'

export interface DhcpOptions {
  interface: string
  /** The server's own. */
  address: string
  /** The server of the interface first, as it is now, then those that a fixture plays beside it, which begin anew each time. */
  servers: readonly (() => DhcpServer)[]
  /** Of the first server. */
  book: LeaseBook
  proxy: boolean
  /** Whether a client is on the link that is served. */
  admits(client: string): boolean
  onHeard(mac: string): void
  onEvent(event: ServerEvent): void
}

/** Throws E_NETWORK or E_PERMISSION if a port is not to be had. */
export async function startDhcp(options: DhcpOptions): Promise<Service> {
  const { address, servers, admits, onHeard, onEvent } = options
  const ending = new AbortController()
  const undo: (() => Promise<void>)[] = [async () => ending.abort()]
  const close = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const link = openDhcpLink(options.interface)
    undo.push(link.close)
    if (options.proxy) {
      const port = await openProxyPort(address, admits)
      undo.push(port.close)
      const playOn = (number: 67 | 4011) => servers.map((server) => playAsProxy(server, number))
      serveDhcp({ link, played: playOn(67), onHeard, onEvent }, ending.signal)
      serveDhcp({ link: port, played: playOn(4011), onHeard, onEvent }, ending.signal)
    } else {
      undo.push(await claimDhcpPort(address))
      const probe = arpProbe(options.interface, address)
      const played = servers.map((server, index) =>
        play(server, index === 0 ? options.book : memoryBook(), probe, onEvent),
      )
      serveDhcp({ link, played, onHeard, onEvent }, ending.signal)
    }
    return { close }
  } catch (error) {
    await close()
    throw error
  }
}
