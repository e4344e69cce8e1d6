/** A DHCP server's messages as packets (RFC 2131 section 4.3.1, table 3), and where they go (section 4.1). */

import { ipv4FromNumber, ipv4ToNumber, netmaskOf } from '../../addresses.ts'
import {
  type DhcpOptions,
  type DhcpPacket,
  DISCOVERY,
  EMPTY_PACKET,
  OPTIONS,
  writeOptions,
  writePxeOptions,
} from '../../udhcp-client/codec/index.ts'
import { bootFileFor, vendorClassFor } from './boot-file.ts'
import type { DhcpServer, HostSettings } from './model.ts'

interface Asked {
  message: DhcpPacket
  options: DhcpOptions
  host: HostSettings
  server: DhcpServer
}

/** The field `file` of the header, without its NUL (RFC 2131 section 2). */
const FILE_BYTES = 127
/** RFC 5071 section 3. */
const PXELINUX_MAGIC = Buffer.from('f100747e', 'hex')

/** Option 43: a PXE client asks no other server for the boot file. */
const BOOT_AT_ONCE = writePxeOptions({ discoveryControl: DISCOVERY.useBootFile })

/** OFFER or ACK. `address` is null in the answer to INFORM, which does not concern a lease. */
export function answer(type: 'OFFER' | 'ACK', address: string | null, asked: Asked): DhcpPacket {
  const { host, options, server } = asked
  const netmask = netmaskOf(server.prefixLength)
  return withBoot(type, address, asked, {
    ...(address === null ? {} : { leaseSeconds: host.leaseSeconds }),
    subnetMask: netmask,
    ...(host.gateway === null ? {} : { routers: [host.gateway] }),
    ...(host.dnsServers.length === 0 ? {} : { dnsServers: [...host.dnsServers] }),
    ...(host.hostName === null ? {} : { hostName: host.hostName }),
    broadcastAddress: broadcastOf(server.identifier, netmask),
    // With PXEClient but no option 43, firmware would think the answer incomplete and ask port 4011 for the rest.
    ...(vendorClassFor(options) === 'HTTPClient' ? { vendorClass: 'HTTPClient' } : {}),
  })
}

/** A proxy's answer: no address, and nothing about the network. */
export function proxyAnswer(type: 'OFFER' | 'ACK', asked: Asked): DhcpPacket {
  const vendorClass = vendorClassFor(asked.options)
  return withBoot(type, null, asked, {
    ...(vendorClass === null ? {} : { vendorClass }),
    ...(vendorClass === 'PXEClient' ? { vendorOptions: BOOT_AT_ONCE } : {}),
  })
}

/** `more`: options besides those that say what to boot. */
function withBoot(
  type: 'OFFER' | 'ACK',
  address: string | null,
  asked: Asked,
  more: DhcpOptions,
): DhcpPacket {
  const { message, options, host, server } = asked
  const nextServer = host.nextServer ?? server.identifier
  const bootFile = bootFileFor(host, options, server.identifier)
  const fits = bootFile.length <= FILE_BYTES
  const wants = new Set(options.parameterRequestList ?? [])
  const raw = new Map(
    writeOptions(OPTIONS, {
      messageType: type,
      serverId: server.identifier,
      ...more,
      ...(wants.has(OPTIONS.tftpServerName.code) && nextServer !== NOWHERE
        ? { tftpServerName: nextServer }
        : {}),
      ...((wants.has(OPTIONS.bootFileName.code) && bootFile !== '') || !fits
        ? { bootFileName: bootFile }
        : {}),
      ...echo(options),
      ...(host.configFile === null && host.pathPrefix === null ? {} : { pxelinuxMagic: PXELINUX_MAGIC }),
      ...(host.configFile === null ? {} : { configFile: host.configFile }),
      ...(host.pathPrefix === null ? {} : { pathPrefix: host.pathPrefix }),
    }),
  )
  for (const [code, bytes] of host.options) {
    if (bytes === null) raw.delete(code)
    else raw.set(code, bytes)
  }
  return {
    ...replyTo(asked),
    ciaddr: message.ciaddr,
    yiaddr: address ?? NOWHERE,
    siaddr: nextServer,
    file: fits ? bootFile : '',
    options: raw,
  }
}

/** A NAK: it has only the server's identifier, and the client's. */
export function nak(asked: Asked): DhcpPacket {
  const { server, options } = asked
  const raw = writeOptions(OPTIONS, { messageType: 'NAK', serverId: server.identifier, ...echo(options) })
  // A relay must broadcast it, because the client's address is not valid (RFC 2131 section 4.3.2).
  return { ...replyTo(asked), broadcast: true, options: raw }
}

/**
 * Where `reply` goes: to the relay, to the address that the client already uses, or else by broadcast. Unicast to a client
 * without an address would need an ARP entry made for it, so that is not tried.
 */
export function destinationOf(reply: DhcpPacket): { address: string; port: number } {
  if (reply.giaddr !== NOWHERE) return { address: reply.giaddr, port: 67 }
  return { address: reply.ciaddr === NOWHERE ? '255.255.255.255' : reply.ciaddr, port: 68 }
}

const NOWHERE = '0.0.0.0'

function replyTo({ message, host }: Asked): Omit<DhcpPacket, 'options'> {
  return {
    ...EMPTY_PACKET,
    op: 'reply',
    xid: host.faults.wrongXid ? (message.xid ^ 0x5a5a5a5a) >>> 0 : message.xid,
    broadcast: message.broadcast,
    giaddr: message.giaddr,
    chaddr: host.faults.wrongMac ? '02:00:00:00:00:01' : message.chaddr,
  }
}

/** What a server returns unchanged: RFC 6842 (client identifier), RFC 4578 section 2.3 (UUID). */
function echo({ clientId, clientUuid }: DhcpOptions): DhcpOptions {
  return { ...(clientId ? { clientId } : {}), ...(clientUuid ? { clientUuid } : {}) }
}

function broadcastOf(address: string, netmask: string): string {
  return ipv4FromNumber((ipv4ToNumber(address) | ~ipv4ToNumber(netmask)) >>> 0)
}
