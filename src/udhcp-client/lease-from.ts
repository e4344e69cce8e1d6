/** The lease that a server's reply and the boot values make. */

import { isHostAddress, prefixLengthOf } from '../addresses.ts'
import type { Lease } from '../lease.ts'
import type { BootValues } from './boot-values.ts'
import { OPTIONS } from './codec/index.ts'
import type { Reply } from './messages.ts'

const MIN_MTU = 68
const MAX_LIST = 64
const MAX_ROUTES = 256

/** `reply`: the ACK, or the OFFER where no lease is taken. */
export function leaseFrom(reply: Reply, boot: BootValues, localBoot: boolean): Lease {
  const { options, packet } = reply
  const domains = [...(options.domainName ? [options.domainName] : []), ...(options.domainSearch ?? [])]
  return {
    address: packet.yiaddr,
    prefixLength: prefixLength(packet.yiaddr, options.subnetMask),
    gateway: options.routers?.find(isHostAddress) ?? null,
    routes: (options.classlessRoutes ?? []).filter(isUsable).slice(0, MAX_ROUTES),
    dnsServers: (options.dnsServers ?? []).filter(isHostAddress).slice(0, MAX_LIST),
    domains: Array.from(new Set(domains)).slice(0, MAX_LIST),
    mtu: options.mtu !== undefined && options.mtu >= MIN_MTU ? options.mtu : null,
    dhcpServer: reply.server,
    bootServer: boot.bootServer.value,
    bootFile: boot.bootFile?.value ?? '',
    nextServer: boot.bootServer.source === 'siaddr' ? boot.bootServer.value : null,
    pathPrefix: boot.pathPrefix?.value ?? null,
    configFile: boot.configFile?.value ?? null,
    localBoot,
    leaseSeconds: options.leaseSeconds ?? null,
    renewSeconds: options.renewSeconds ?? null,
    rebindSeconds: options.rebindSeconds ?? null,
    options: optionTexts(packet.options),
  }
}

/** In hexadecimal, without the type of the message. */
function optionTexts(options: ReadonlyMap<number, Buffer>): Record<string, string> {
  const own = Array.from(options).filter(([code]) => code !== OPTIONS.messageType.code)
  return Object.fromEntries(own.map(([code, bytes]) => [code, bytes.toString('hex')]))
}

/** By a router, or by none where the destination is on the link (RFC 3442). */
function isUsable({ gateway }: Lease['routes'][number]): boolean {
  return gateway === '0.0.0.0' || isHostAddress(gateway)
}

/** Of a mask that is one, else by the address's class (RFC 791 section 3.2). */
function prefixLength(address: string, mask: string | undefined): number {
  const length = mask === undefined ? null : prefixLengthOf(mask)
  if (length !== null && length > 0) return length
  const first = Number(address.split('.')[0])
  return first < 128 ? 8 : first < 192 ? 16 : 24
}
