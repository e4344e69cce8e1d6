// Damaged DHCP packets, the same for the same seed: for scripts/fuzz-dhcp and for a server that sends them.
import {
  EMPTY_PACKET,
  encodePacket,
  OPTIONS,
  writeOptions,
  writePxeOptions,
} from '../../src/udhcp-client/codec/index.ts'
import { type Checksum, encodeFrame } from '../../src/udhcp-client/raw-link/index.ts'
import { mutate, xorshift } from './mutate.ts'

/** Endless mutations of valid replies to `mac` in transaction `xid`. */
export function* damagedPackets(seed: number, mac: string, xid: number): Generator<Buffer> {
  const random = xorshift(seed)
  const seeds = seedPackets(mac, xid)
  for (;;) yield mutate(Buffer.from(seeds[random() % seeds.length] ?? []), random)
}

/** Every checksum is right: mutations get further. */
export const noChecksum: Checksum = () => 0

/** Valid packets that together hold every option, overloaded fields and split options. */
function seedPackets(mac: string, xid: number): Buffer[] {
  const header = {
    ...EMPTY_PACKET,
    op: 'reply',
    xid,
    chaddr: mac,
    yiaddr: '192.0.2.91',
    file: 'pxelinux.0',
  } as const
  const all = writeOptions(OPTIONS, {
    messageType: 'OFFER',
    serverId: '192.0.2.1',
    subnetMask: '255.255.255.0',
    routers: ['192.0.2.1'],
    dnsServers: ['192.0.2.53'],
    domainName: 'example.org',
    domainSearch: ['a.example.org', 'b.example.org'],
    classlessRoutes: [{ destination: '10.0.0.0', prefixLength: 8, gateway: '192.0.2.2' }],
    mtu: 1400,
    leaseSeconds: 3600,
    renewSeconds: 1800,
    rebindSeconds: 3150,
    vendorClass: 'PXEClient',
    clientUuid: '00112233-4455-6677-8899-aabbccddeeff',
    tftpServerName: 'boot.example.org',
    bootFileName: 'x'.repeat(300),
    tftpServers: ['192.0.2.7'],
    configFile: 'vm.cfg',
    pathPrefix: '/tftp/',
    vendorOptions: writePxeOptions({
      discoveryControl: 7,
      multicastAddress: '224.0.1.2',
      bootServers: [{ type: 0x8000, addresses: ['192.0.2.20'] }],
      bootMenu: [{ type: 0x8000, text: 'Linux' }],
      menuPrompt: { seconds: 10, text: 'F8' },
      bootItem: { type: 0x8000, layer: 0 },
      configFile: 'a',
      pathPrefix: 'b',
    }),
  })
  const overloaded = encodePacket({
    ...header,
    options: writeOptions(OPTIONS, { messageType: 'ACK', serverId: '192.0.2.1', overload: 3 }),
  })
  overloaded.write('\x42\x04boot\xff', 44, 'latin1')
  overloaded.write('\x43\x0apxelinux.0\xff', 108, 'latin1')
  const full = encodePacket({ ...header, options: all })
  const datagram = {
    source: '192.0.2.1',
    sourcePort: 67,
    destination: '255.255.255.255',
    destinationPort: 68,
  }
  return [full, overloaded, encodeFrame({ ...datagram, payload: full }, noChecksum)]
}
