/** What a caller asks of the DHCP client. */

import { macToBytes } from '../addresses.ts'

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
  /** Option 60; null: `PXEClient:Arch:AAAAA:UNDI:002001` with the architecture. */
  vendorClass: string | null
  /** Option 93 (RFC 4578 section 2.1): 0 is a BIOS PC. */
  arch: number
  /** The DHCP server whose offer wins among equally useful ones (option 54 or its source address). */
  server: string | null
  /** Type of the entry to take from a PXE boot menu; null: the one that its time-out takes. */
  pxeService: number | null
  /** false: look at the offers only and take no lease. */
  takeLease: boolean
  /** Limit for the whole exchange. */
  timeoutMs: number
}

/** The request of a guest that differs from the ordinary one only in what is given. */
export function dhcpRequest(
  given: Pick<DhcpRequest, 'mac' | 'interfaceName'> & Partial<DhcpRequest>,
): DhcpRequest {
  return {
    uuid: null,
    clientId: null,
    userClass: null,
    vendorClass: null,
    arch: 0,
    server: null,
    pxeService: null,
    takeLease: true,
    timeoutMs: 30_000,
    ...given,
  }
}

/** The bytes of option 61. */
export function clientIdOf(request: Pick<DhcpRequest, 'mac' | 'clientId'>): Buffer {
  return request.clientId === null
    ? Buffer.concat([Buffer.of(1), macToBytes(request.mac)])
    : Buffer.from(request.clientId, 'hex')
}
