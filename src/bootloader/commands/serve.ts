/** `serve`: runs the embedded server until a signal ends it, and tells who asked for what. */

import type { ServerEvent } from '../../server/index.ts'
import { runServe, type ServeOptions, serverEventText } from '../../server/index.ts'

/** The options as the command line has them; undefined: not given. */
export interface ServeWords {
  directory: string
  interface: string
  address: string | undefined
  range: string | undefined
  bootfile: string | undefined
  'next-server': string | undefined
  'config-file': string | undefined
  'path-prefix': string | undefined
  reservations: string | undefined
  fixture: string | undefined
  'log-format': string
}

const DHCP_KEYS = ['range', 'bootfile', 'next-server', 'config-file', 'path-prefix'] as const

/** Ends with status 0 on SIGTERM, SIGINT and SIGHUP. */
export async function runServeCommand(words: ServeWords): Promise<number> {
  const controller = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, () => controller.abort())
  await runServe(serveOptions(words), controller.signal, serverLog(words['log-format']))
  return 0
}

export function serveOptions(words: ServeWords): ServeOptions {
  return {
    directory: words.directory,
    interface: words.interface,
    address: words.address ?? null,
    reservations: words.reservations ?? null,
    fixture: words.fixture ?? null,
    dhcp: dhcpKeys(words),
  }
}

/** Keys of the ini files' [dhcp] that the command line sets. */
export function dhcpKeys(words: Partial<ServeWords>): Map<string, string> {
  return new Map(DHCP_KEYS.flatMap((key) => (words[key] === undefined ? [] : [[key, words[key]] as const])))
}

/** Lines on standard error. */
export function serverLog(format: string): (event: ServerEvent) => void {
  return (event) => {
    const line =
      format === 'json'
        ? JSON.stringify({ time: Date.now(), ...event })
        : `tspxeboot: ${serverEventText(event)}`
    process.stderr.write(`${line}\n`)
  }
}
