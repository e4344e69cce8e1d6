/** What a caller asks of the DHCP client. */

import { macToBytes } from '../addresses.ts'
import type { LeaseUse } from '../lease.ts'
import { encodeOptionArea } from './codec/index.ts'

/** Text that goes into options is Latin-1, one character a byte. */
export interface DhcpRequest {
  /** Whose lease: chaddr, and the default client identifier. As parseMac returns it. */
  mac: string
  /** Where the exchange runs; for messages only. */
  interfaceName: string
  /** Option 97; null: not sent. */
  uuid: string | null
  /** Option 61 in hexadecimal; null: 01 and the MAC address, as boot ROMs and most systems send it. */
  clientId: string | null
  /** Option 77; null: not sent. */
  userClass: string | null
  /** iPXE's own options, option 175; null: the client is the boot ROM. */
  ipxeOptions: Buffer | null
  /** Option 60; null: `PXEClient:Arch:AAAAA:UNDI:002001` with the architecture. */
  vendorClass: string | null
  /** Option 93 (RFC 4578 section 2.1): 0 is a BIOS PC. */
  arch: number
  /** The DHCP server whose offer wins among equally useful ones (option 54 or its source address). */
  server: string | null
  /** Type of the entry to take from a PXE boot menu; null: the one that its time-out takes. */
  pxeService: number | null
  /** `offer`: the offers are looked at, and nothing is requested. */
  lease: LeaseUse
  /** Limit for the whole exchange. */
  dhcpMs: number
}

/** The request of a guest that differs from the ordinary one only in what is given. */
export function dhcpRequest(
  given: Pick<DhcpRequest, 'mac' | 'interfaceName'> & Partial<DhcpRequest>,
): DhcpRequest {
  return {
    uuid: null,
    clientId: null,
    userClass: null,
    ipxeOptions: null,
    vendorClass: null,
    arch: 0,
    server: null,
    pxeService: null,
    lease: 'keep',
    dhcpMs: 30_000,
    ...given,
  }
}

/** iPXE's features as its sub-options of option 175 (ipxe/features.h); those that a player of its scripts has. */
const IPXE_FEATURES = { http: 0x13, https: 0x14, tftp: 0x15, dns: 0x17, bzImage: 0x18, pxe: 0x21, menu: 0x27 }
/** Sub-option 235: type 1, then major and minor version. */
const IPXE_VERSION = Buffer.of(1, 1, 21)

/** The same client after its boot ROM has loaded iPXE, which asks DHCP again. Servers recognize it by options 77 and 175. */
export function asIpxe(request: DhcpRequest): DhcpRequest {
  const features = Object.values(IPXE_FEATURES).map((code) => [code, Buffer.of(1)] as const)
  const options = new Map([...features, [235, IPXE_VERSION] as const])
  return {
    ...request,
    userClass: 'iPXE',
    // Inside another option there is no END (RFC 2132 section 8.4 leaves it open, iPXE sends none).
    ipxeOptions: encodeOptionArea(options).subarray(0, -1),
  }
}

/** The bytes of option 61. */
export function clientIdOf(request: Pick<DhcpRequest, 'mac' | 'clientId'>): Buffer {
  return request.clientId === null
    ? Buffer.concat([Buffer.of(1), macToBytes(request.mac)])
    : Buffer.from(request.clientId, 'hex')
}
