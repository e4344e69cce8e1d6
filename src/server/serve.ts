/** `tspxeboot serve`: serves a boot tree by DHCP, TFTP and HTTP on one interface, until a signal stops it. */

import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { BootError } from '../boot-error.ts'
import { parseIni, type Section, sectionsOf } from '../hosts/index.ts'
import { missingBootFiles } from './check-boot-files.ts'
import { memoryBook, openLeaseBook, startDhcp } from './dhcp/index.ts'
import type { ServerEvent } from './events.ts'
import { keepHeard } from './heard.ts'
import { hostBoots } from './host-boots.ts'
import { startHttp } from './http/index.ts'
import { standOn } from './interface.ts'
import { keepLog } from './kept-log.ts'
import { isOnLink, parseLinkAddress } from './link-address.ts'
import { liveSettings } from './live-settings.ts'
import { startTftp } from './tftp/index.ts'
import { openTree } from './tree.ts'

/** What to serve, and where. */
export interface ServeOptions {
  /** The boot tree. */
  directory: string
  interface: string
  /** `ADDRESS/PREFIX`, set on the interface for the run if it does not have it; null: the address it has. */
  address: string | null
  /** Ini files: one with addresses and settings of single clients, one with faults to make. */
  reservations: string | null
  fixture: string | null
  /** The store of hosts, read again when it changes; null: none. */
  hosts: string | null
  /** Keys of the ini files' `[dhcp]`, which they override: `range`, `bootfile`, `next-server`, ... */
  dhcp: ReadonlyMap<string, string>
  /** The folder for leases and other state, made if necessary; null: leases end with the run. */
  stateFolder: string | null
  /** proxyDHCP: another DHCP server assigns the addresses, and this one only says what to boot. */
  proxy: boolean
}

/** Resolves once `signal` is aborted and the host is as before. Throws E_USAGE, E_NETWORK or E_PERMISSION. */
export async function runServe(
  options: ServeOptions,
  signal: AbortSignal,
  onEvent: (event: ServerEvent) => void,
): Promise<void> {
  const undo: (() => Promise<void> | void)[] = []
  const wanted = options.address === null ? null : parseLinkAddress(options.address)
  if (options.address !== null && wanted === null) {
    throw new BootError('E_USAGE', {
      what: `--address=${options.address}: not an address with its prefix length`,
      hint: 'such as --address=192.0.2.1/24; the prefix length is 8 to 30',
    })
  }
  const tree = await openTree(options.directory)
  const sections = (await Promise.all([options.reservations, options.fixture].map(readSections))).flat()
  try {
    const standing = await standOn(options.interface, wanted)
    undo.push(() => standing.release())
    const { address } = standing
    const log = options.stateFolder === null ? null : await keepLog(options.stateFolder, address, onEvent)
    undo.push(async () => log?.close())
    const tell = (event: ServerEvent) => {
      onEvent(event)
      log?.add(event)
    }
    const folder = options.proxy ? null : options.stateFolder
    const book = folder === null ? memoryBook() : await openLeaseBook(folder, address, tell)
    const live = liveSettings({ ...options, sections, at: standing, onEvent: tell })
    undo.push(() => live.close())
    const boots = hostBoots(live, book, tell)
    const heard = options.stateFolder === null ? null : keepHeard(options.stateFolder, address, tell)
    undo.push(async () => heard?.close())
    const onHeard = (mac: string) => heard?.hear(mac)
    for (const event of await missingBootFiles(live.settings().named, tree, address)) tell(event)
    const admits = (client: string) => isOnLink(client, standing)
    const services = { address, tree, admits, onEvent: boots.onEvent }
    const tftp = await startTftp({ ...services, scriptOf: (name) => live.settings().scriptOf(name) })
    undo.push(() => tftp.close())
    const http = await startHttp({ ...services, onBooted: boots.onBooted })
    undo.push(() => http.close())
    const servers = live.settings().dhcp.map((server, index) => () => live.settings().dhcp[index] ?? server)
    const dhcp = await startDhcp({
      ...options,
      address,
      servers,
      book,
      admits,
      onHeard,
      onEvent: boots.onEvent,
    })
    undo.push(() => dhcp.close())
    tell({ event: 'ServerStarted', interface: options.interface, address, directory: tree.root })
    if (!signal.aborted) await once(signal, 'abort')
    tell({ event: 'ServerStopped', interface: options.interface })
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

async function readSections(file: string | null): Promise<Section[]> {
  if (file === null) return []
  const bytes = await readFile(file).catch((cause: Error) => {
    throw new BootError('E_USAGE', { what: `cannot read ${file}: ${cause.message}`, cause })
  })
  return sectionsOf(parseIni(file, bytes, 'E_USAGE'))
}
