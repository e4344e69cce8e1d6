/**
 * Where each value that decides what boots comes from. PXELINUX's rules come first (core/fs/pxe/dhcp_option.c,
 * parse_dhcp): siaddr before option 54, `file` before option 67, a proxy's reply before the lease's, options inside
 * option 43 as well. The sources that PXELINUX does not know (150, 66, sname) rank where it would fall back on option
 * 54.
 */

import { isHostAddress, isIpv4 } from '../addresses.ts'
import { readPxeOptions } from './codec/index.ts'
import type { DhcpEvent } from './events.ts'
import type { Reply } from './messages.ts'

/** A value, and where it was found. */
export interface BootValue {
  value: string
  /** `siaddr`, `option 67`, ... */
  source: string
  /** The server that said so: option 54 of the reply. */
  server: string
}

/** What boots, and from where. null: no reply says so. */
export interface BootValues {
  /** The TFTP server; option 54 where no reply names one. */
  bootServer: BootValue
  bootFile: BootValue | null
  pathPrefix: BootValue | null
  configFile: BootValue | null
}

/**
 * Takes the values from `replies`, which are in descending order of precedence: what a boot server or proxy said before
 * what came with the lease.
 */
export function bootValues(replies: readonly [Reply, ...Reply[]]): BootValues {
  const bootFile = firstOf(replies, namedBootFile)
  const fromSiaddr = firstOf(replies, namedBootServer)
  const fallback =
    replies.find(({ server }) => server === bootFile?.server) ?? replies[replies.length - 1] ?? replies[0]
  return {
    bootServer: fromSiaddr ?? { value: fallback.server, source: 'option 54', server: fallback.server },
    bootFile,
    pathPrefix: firstOf(replies, namedPathPrefix),
    configFile: firstOf(replies, namedConfigFile),
  }
}

/** Reports the values that were found, each with its source. */
export function tellBootValues(values: BootValues, onEvent: (event: DhcpEvent) => void): void {
  for (const name of ['bootServer', 'bootFile', 'pathPrefix', 'configFile'] as const) {
    const value = values[name]
    if (value) onEvent({ event: 'DhcpBootValue', name, ...value })
  }
}

/** How much `reply` says about booting. 0: nothing, 1: the server, 2: what to load. */
export function bootInformation(reply: Reply): 0 | 1 | 2 {
  if (namedBootFile(reply) || namedPathPrefix(reply) || namedConfigFile(reply)) return 2
  return namedBootServer(reply) ? 1 : 0
}

/** Whether `reply` comes from a PXE server, as its option 60 says (PXE 2.1 section 2.2.1). */
export function isPxeReply({ options }: Reply): boolean {
  return options.vendorClass?.startsWith('PXEClient') ?? false
}

/** The boot server that `reply` itself names; null: none. */
export function namedBootServer({ packet, options, server }: Reply): BootValue | null {
  const tftpServer = options.tftpServers?.find(isHostAddress)
  if (isHostAddress(packet.siaddr)) return { value: packet.siaddr, source: 'siaddr', server }
  if (tftpServer !== undefined) return { value: tftpServer, source: 'option 150', server }
  if (isServerName(options.tftpServerName))
    return { value: options.tftpServerName, source: 'option 66', server }
  if (isServerName(packet.sname)) return { value: packet.sname, source: 'sname', server }
  return null
}

/** The boot file that `reply` names; null: none. */
export function namedBootFile({ packet, options, server }: Reply): BootValue | null {
  if (packet.file !== '') return { value: packet.file, source: 'file', server }
  return options.bootFileName ? { value: options.bootFileName, source: 'option 67', server } : null
}

/** An empty prefix is a value too: names are then used as the configuration has them. */
function namedPathPrefix({ options, server }: Reply): BootValue | null {
  const inside = readPxeOptions(options.vendorOptions).pathPrefix
  if (options.pathPrefix !== undefined) return { value: options.pathPrefix, source: 'option 210', server }
  return inside === undefined ? null : { value: inside, source: 'option 210 in option 43', server }
}

function namedConfigFile({ options, server }: Reply): BootValue | null {
  const inside = readPxeOptions(options.vendorOptions).configFile
  if (options.configFile) return { value: options.configFile, source: 'option 209', server }
  return inside ? { value: inside, source: 'option 209 in option 43', server } : null
}

function firstOf(replies: readonly Reply[], named: (reply: Reply) => BootValue | null): BootValue | null {
  for (const reply of replies) {
    const value = named(reply)
    if (value) return value
  }
  return null
}

/** A host name (RFC 1123) or a usable address. Some servers put a sentence into sname. */
function isServerName(name: string | undefined): name is string {
  if (name === undefined || name.length > 253) return false
  return isIpv4(name) ? isHostAddress(name) : /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?$/i.test(name)
}
