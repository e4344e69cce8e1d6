/** Makes the lease from a server's reply and the boot values. */

import { isHostAddress, prefixLengthOf } from '../addresses.ts'
import type { Lease } from '../lease.ts'
import type { BootValues } from './boot-values.ts'
import { OPTIONS } from './codec/index.ts'
import type { Reply } from './messages.ts'
import { routersOf } from './routers.ts'

const MIN_MTU = 68
const MAX_LIST = 64

/** The lease that `reply` gives: the ACK, or the OFFER if no lease is taken. */
export function leaseFrom(reply: Reply, boot: BootValues, localBoot: boolean): Lease {
  const { options, packet } = reply
  const domains = [...(options.domainName ? [options.domainName] : []), ...(options.domainSearch ?? [])]
  const prefixLength = prefixLengthFrom(packet.yiaddr, options.subnetMask)
  const { gateway, routes } = routersOf(reply, prefixLength)
  return {
    address: packet.yiaddr,
    prefixLength,
    gateway,
    routes,
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

/** Options by code, in hexadecimal; without the message type. */
function optionTexts(options: ReadonlyMap<number, Buffer>): Record<string, string> {
  const own = Array.from(options).filter(([code]) => code !== OPTIONS.messageType.code)
  return Object.fromEntries(own.map(([code, bytes]) => [code, bytes.toString('hex')]))
}

/** The length of a valid mask, else by the address's class (RFC 791 section 3.2). */
function prefixLengthFrom(address: string, mask: string | undefined): number {
  const length = mask === undefined ? null : prefixLengthOf(mask)
  if (length !== null && length > 0) return length
  const first = Number(address.split('.')[0])
  return first < 128 ? 8 : first < 192 ? 16 : 24
}
