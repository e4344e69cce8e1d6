/** Chooses a client's boot file: for iPXE a script, for firmware the program of its architecture (RFC 4578 section 2.1). */

import type { DhcpOptions } from '../../udhcp-client/codec/index.ts'
import type { HostSettings } from './model.ts'

/** Architecture of UEFI firmware for x86-64 that boots by HTTP (IANA, Processor Architecture Types). */
export const HTTP_ARCHITECTURE = 16

/** The name for the answer; empty: none. `server`: the address from which HTTP clients download. */
export function bootFileFor(host: HostSettings, options: DhcpOptions, server: string): string {
  const named = isIpxe(options) ? host.bootFiles.get('ipxe') : namedByArchitecture(host, options)
  if (named === undefined) return host.bootFile
  // UEFI 2.10, 24.7.3.1: such firmware accepts only a URL.
  return isHttpClient(options) && !/^https?:/i.test(named)
    ? `http://${server}/${named.replace(/^\//, '')}`
    : named
}

/** Option 60 of a boot server's answer to such a client; null: not firmware that boots. */
export function vendorClassFor(options: DhcpOptions): string | null {
  if (isHttpClient(options)) return 'HTTPClient'
  return options.vendorClass?.startsWith('PXEClient') ? 'PXEClient' : null
}

function isHttpClient({ vendorClass }: DhcpOptions): boolean {
  return vendorClass?.startsWith('HTTPClient') ?? false
}

/** iPXE is recognized by its user class, or by its own options. */
function isIpxe({ userClass, ipxe }: DhcpOptions): boolean {
  return ipxe !== undefined || (userClass?.includes('iPXE') ?? false)
}

function namedByArchitecture(
  { bootFiles }: HostSettings,
  { architectures }: DhcpOptions,
): string | undefined {
  return architectures?.map((arch) => bootFiles.get(arch)).find((file) => file !== undefined)
}
