// What passes an interface, by tcpdump, taken apart as far as boot tests ask: who sent it, and which guest it is about.
import type { Namespace } from './network.ts'
import { until } from './processes.ts'

export interface Frame {
  /** Ethernet addresses, aa:bb:cc:dd:ee:ff. */
  source: string
  destination: string
  /** 0x0800 IPv4, 0x0806 ARP, ... */
  etherType: number
  /** The IPv4 packet's UDP datagram, where it is one (and no later fragment). */
  udp: {
    source: string
    sourcePort: number
    destination: string
    destinationPort: number
    payload: Buffer
  } | null
  bytes: Buffer
}

export interface Capture {
  /** Stops and returns all frames in order. */
  stop(): Promise<Frame[]>
}

/** Starts tcpdump on an interface of a namespace; `filter` as in pcap-filter(7). */
export async function capture(place: Namespace, interfaceName = 'eth0', filter = ''): Promise<Capture> {
  const args = ['-n', '-U', '--immediate-mode', '-s', '0', '-w', '-', '-i', interfaceName, filter]
  const tcpdump = place.start(['tcpdump', ...args])
  await until(() => tcpdump.output().includes('listening on'), tcpdump.output)
  return {
    async stop() {
      // tcpdump prints what it has on SIGINT; it gets frames with a little delay.
      await new Promise((resolve) => setTimeout(resolve, 100))
      await tcpdump.stop('SIGINT')
      return frames(tcpdump.bytes())
    },
  }
}

/** The guest's address in a DHCP message (chaddr, RFC 2131 2), or null when the frame is none. */
export function chaddr({ udp }: Frame): string | null {
  const isDhcp = udp !== null && [67, 68].includes(udp.destinationPort) && udp.payload.length >= 44
  return isDhcp ? mac(udp.payload, 28) : null
}

/** Records of a little-endian pcap file (pcap-savefile(5)). */
function frames(file: Buffer): Frame[] {
  const found: Frame[] = []
  for (let at = 24; at + 16 <= file.length; ) {
    const length = file.readUInt32LE(at + 8)
    found.push(frame(file.subarray(at + 16, at + 16 + length)))
    at += 16 + length
  }
  return found
}

function frame(bytes: Buffer): Frame {
  const etherType = bytes.readUInt16BE(12)
  const isUdp = etherType === 0x0800 && bytes[23] === 17 && (bytes.readUInt16BE(20) & 0x1fff) === 0
  return {
    source: mac(bytes, 6),
    destination: mac(bytes, 0),
    etherType,
    udp: isUdp ? udp(bytes) : null,
    bytes,
  }
}

function udp(bytes: Buffer): NonNullable<Frame['udp']> {
  const at = 14 + ((bytes[14] ?? 0) & 15) * 4
  return {
    source: ipv4(bytes, 26),
    destination: ipv4(bytes, 30),
    sourcePort: bytes.readUInt16BE(at),
    destinationPort: bytes.readUInt16BE(at + 2),
    payload: bytes.subarray(at + 8, at + bytes.readUInt16BE(at + 4)),
  }
}

function mac(bytes: Buffer, at: number): string {
  return bytes
    .subarray(at, at + 6)
    .toString('hex')
    .replace(/(..)(?!$)/g, '$1:')
}

function ipv4(bytes: Buffer, at: number): string {
  return [...bytes.subarray(at, at + 4)].join('.')
}
