/** Events of the embedded server: requests and their outcomes. One flat JSON object each. */

import * as v from 'valibot'

const Text = v.string()
const Count = v.number()
/** The host of the store that it is about; absent: none. */
const host = v.optional(Text)

/** Any event. */
export const ServerEvent = v.variant('event', [
  v.object({
    event: v.literal('ServerStarted'),
    /** The one interface that is served, and the server's address on it. */
    interface: Text,
    address: Text,
    /** The tree's root. */
    directory: Text,
  }),
  /** A boot file that was named cannot be served. */
  v.object({
    event: v.literal('BootFileMissing'),
    /** `FILE:LINE`, or the option that names it. */
    place: Text,
    name: Text,
    reason: v.picklist(['missing', 'denied']),
  }),
  /** The store of hosts was read, at the start and after each change of its file. */
  v.object({
    event: v.literal('HostsRead'),
    file: Text,
    /** Hosts that the server knows. */
    hosts: Count,
  }),
  /** The store was changed and cannot be used: the server goes on with what it knew. */
  v.object({ event: v.literal('HostsNotRead'), file: Text, reason: Text }),
  /** A one-time boot is completed: from now on the host boots its disk. */
  v.object({
    event: v.literal('BootSpent'),
    host: Text,
    /** `serve` sent the kernel, or the host's own installer reported it. */
    by: v.picklist(['serve', 'installer']),
    /** How many files were rewritten. */
    written: Count,
  }),
  /** The end of a host's boot could not be recorded, or its files not rewritten. */
  v.object({ event: v.literal('BootNotNoted'), host: Text, reason: Text }),
  v.object({ event: v.literal('ServerStopped'), interface: Text }),
  /** A lab without a command has started; `pid` is a process in its namespaces. */
  v.object({ event: v.literal('LabStarted'), pid: Count }),
  v.object({
    event: v.literal('DhcpAnswered'),
    host,
    mac: Text,
    /** `discover`, `request`, `inform`, ... */
    asked: Text,
    /** `offer`, `ack` or `nak`. */
    answer: Text,
    /** The client's address; 0.0.0.0: none (a NAK, or a proxy's answer). */
    address: Text,
    /** Server identifier (option 54) of the answer. */
    server: Text,
    /** Boot file of the answer; empty: none. */
    bootFile: Text,
  }),
  /** An address that was about to be offered is in use by another machine; it is not offered for a while. */
  v.object({
    event: v.literal('AddressInUse'),
    address: Text,
    /** The MAC address that answered. */
    mac: Text,
  }),
  v.object({ event: v.literal('DhcpIgnored'), host, mac: Text, asked: Text, reason: Text }),
  v.object({
    event: v.literal('FileSent'),
    host,
    protocol: v.picklist(['tftp', 'http']),
    client: Text,
    /** As the client requested it. */
    name: Text,
    bytes: Count,
    /** Milliseconds from the request to the last acknowledgement. */
    milliseconds: Count,
  }),
  v.object({
    event: v.literal('FileRefused'),
    host,
    protocol: v.picklist(['tftp', 'http']),
    client: Text,
    name: Text,
    reason: Text,
  }),
  v.object({
    event: v.literal('TransferFailed'),
    host,
    protocol: v.picklist(['tftp', 'http']),
    client: Text,
    name: Text,
    reason: Text,
  }),
  /** State for a restart could not be written. */
  v.object({ event: v.literal('StateNotKept'), file: Text, reason: Text }),
  v.object({ event: v.literal('DatagramDropped'), host, client: Text, reason: Text }),
])
export type ServerEvent = v.InferOutput<typeof ServerEvent>

/** Whether to print the event even with --quiet: a warning, or how to enter a lab. */
export function isForEverybody({ event }: ServerEvent): boolean {
  return (
    event === 'HostsNotRead' ||
    event === 'BootFileMissing' ||
    event === 'StateNotKept' ||
    event === 'LabStarted'
  )
}

/** The event as a line of the log. Bytes of names that are not printable ASCII are escaped. */
export function serverEventText(event: ServerEvent): string {
  switch (event.event) {
    case 'ServerStarted':
      return `serving ${event.directory} on ${event.interface} (${event.address}): DHCP, TFTP, HTTP`
    case 'HostsRead':
      return `${event.hosts} ${event.hosts === 1 ? 'host' : 'hosts'} of ${event.file}`
    case 'HostsNotRead':
      return `warning: the server goes on with the hosts it knew: ${event.reason}`
    case 'BootSpent':
      return `${event.host} ${event.by === 'serve' ? 'has its kernel' : 'says that it has booted'}: from now on it boots its disk`
    case 'BootNotNoted':
      return `warning: after the boot of ${event.host}: ${event.reason}`
    case 'BootFileMissing':
      return `warning: ${event.place}: the boot file ${printable(event.name)} ${event.reason === 'missing' ? 'is not in the tree' : 'cannot be read'}`
    case 'ServerStopped':
      return `no longer serving on ${event.interface}`
    case 'LabStarted':
      return `enter the lab with: nsenter --target ${event.pid} --user --preserve-credentials --net --mount COMMAND`
    case 'DhcpAnswered':
      return `dhcp ${event.mac}${named(event)} ${event.asked}: ${event.answer} ${event.address}${event.bootFile === '' ? '' : ` ${printable(event.bootFile)}`} (server ${event.server})`
    case 'AddressInUse':
      return `dhcp ${event.address} is in use by ${event.mac}, which has no lease for it: not offered`
    case 'DhcpIgnored':
      return `dhcp ${event.mac}${named(event)} ${event.asked}: not answered, ${event.reason}`
    case 'FileSent':
      return `${event.protocol} ${event.client}${named(event)} ${printable(event.name)}: ${event.bytes} bytes in ${event.milliseconds} ms`
    case 'FileRefused':
      return `${event.protocol} ${event.client}${named(event)} ${printable(event.name)}: refused, ${event.reason}`
    case 'TransferFailed':
      return `${event.protocol} ${event.client}${named(event)} ${printable(event.name)}: ended early, ${event.reason}`
    case 'StateNotKept':
      return `warning: cannot write ${event.file}, so a restart will forget its content: ${event.reason}`
    case 'DatagramDropped':
      return `dropped a datagram of ${event.client}${named(event)}: ${event.reason}`
  }
}

function named({ host }: { host?: string | undefined }): string {
  return host === undefined ? '' : ` (${host})`
}

function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
