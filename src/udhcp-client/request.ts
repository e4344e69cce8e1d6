/** What a caller asks of the DHCP client. */

import { macToBytes } from '../addresses.ts'
import type { LeaseUse } from '../lease.ts'
import { encodeOptionArea } from './codec/index.ts'

/** An address that DHCP server `server` leased, and that the machine `mac` already uses. */
export interface AddressConflict {
  server: string
  address: string
  mac: string
}

/**
 * What to ask DHCP servers for, and with which identity. Text that goes into options is Latin-1, one character per
 * byte.
 */
export interface DhcpRequest {
  /** The guest's MAC address, as parseMac returns it: chaddr, and the default client identifier. */
  mac: string
  /** Where the exchange runs; for messages only. */
  interfaceName: string
  /** Option 97; null: not sent. */
  uuid: string | null
  /** Option 61 in hexadecimal; null: 01 and the MAC address, as boot ROMs and most systems send it. */
  clientId: string | null
  /** Option 77; null: not sent. */
  userClass: string | null
  /** iPXE's own options, option 175; null: the client is the boot ROM, not iPXE. */
  ipxeOptions: Buffer | null
  /** Option 60; null: `PXEClient:Arch:AAAAA:UNDI:002001` with the architecture. */
  vendorClass: string | null
  /** Option 93 (RFC 4578 section 2.1): 0 is a BIOS PC. */
  arch: number
  /** The DHCP server whose offer wins among equally useful ones (option 54 or its source address). */
  server: string | null
  /** Number (from 0) or type of the entry to take from a PXE boot menu; null: the one that its time-out takes. */
  pxeService: number | null
  /** `offer`: offers are looked at, and nothing is requested. */
  lease: LeaseUse
  /** Addresses that turned out to be in use since the guest got them; the last one is declined first. */
  conflicts: readonly AddressConflict[]
  /** Limit for the whole exchange, ms. */
  dhcpMs: number
}

/** A request with the defaults for everything that is not given. */
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
    conflicts: [],
    dhcpMs: 30_000,
    ...given,
  }
}

/** iPXE's features as sub-options of option 175 (ipxe/features.h): those that this program has when it plays iPXE. */
const IPXE_FEATURES = { http: 0x13, https: 0x14, tftp: 0x15, dns: 0x17, bzImage: 0x18, pxe: 0x21, menu: 0x27 }
/** Sub-option 235: type 1, then major and minor version. */
const IPXE_VERSION = Buffer.of(1, 1, 21)

/**
 * The request of the same client once its boot ROM has loaded iPXE, which asks DHCP again. Servers recognise iPXE by
 * options 77 and 175.
 */
export function asIpxe(request: DhcpRequest): DhcpRequest {
  const features = Object.values(IPXE_FEATURES).map((code) => [code, Buffer.of(1)] as const)
  const options = new Map([...features, [235, IPXE_VERSION] as const])
  return {
    ...request,
    conflicts: [],
    userClass: 'iPXE',
    // Inside another option there is no END (RFC 2132 section 8.4 leaves it open, iPXE sends none).
    ipxeOptions: encodeOptionArea(options).subarray(0, -1),
  }
}

/** The bytes of option 61: the client id given, else type 1 and the MAC address. */
export function clientIdOf(request: Pick<DhcpRequest, 'mac' | 'clientId'>): Buffer {
  return request.clientId === null
    ? Buffer.concat([Buffer.of(1), macToBytes(request.mac)])
    : Buffer.from(request.clientId, 'hex')
}
