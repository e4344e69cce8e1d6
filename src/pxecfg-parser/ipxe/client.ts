/** The machine that runs iPXE, as its settings describe it. Texts are byte text. */

import type { PxeClient } from '../types.ts'

/** What iPXE learns from the firmware and DHCP. */
export interface IpxeClient {
  /** Lower case, colons. */
  mac: string
  /** Lower case, 8-4-4-4-12; null: all zeros, as QEMU has it. */
  uuid: string | null
  /** What SMBIOS says of the machine: manufacturer, product, version, serial, asset. */
  smbios: Readonly<Record<string, string>>
  /** `${platform}` and `${buildarch}`. */
  platform: 'pcbios' | 'efi'
  buildarch: string
  /** Seconds since 1970. */
  now: number
  address: string
  /** siaddr of the reply to iPXE; null: none. */
  nextServer: string | null
  /** Header field, else option 67. */
  bootFile: string
  /** Options of that reply by number. */
  options: ReadonlyMap<number, string>
}

/** `${platform}` and `${buildarch}` by option 93 (RFC 4578 2.1). BIOS builds of iPXE are 32-bit programs. */
const BUILDS: Readonly<Record<number, Pick<IpxeClient, 'platform' | 'buildarch'>>> = {
  6: { platform: 'efi', buildarch: 'i386' },
  7: { platform: 'efi', buildarch: 'x86_64' },
  9: { platform: 'efi', buildarch: 'x86_64' },
  10: { platform: 'efi', buildarch: 'arm32' },
  11: { platform: 'efi', buildarch: 'arm64' },
  16: { platform: 'efi', buildarch: 'x86_64' },
  19: { platform: 'efi', buildarch: 'arm64' },
}
const BIOS = { platform: 'pcbios', buildarch: 'i386' } as const

/** iPXE on that machine. */
export function scriptClient({
  mac,
  uuid,
  lease,
  architecture = 0,
  smbios,
  unixTime = 0,
}: PxeClient): IpxeClient {
  const options = Object.entries(lease.options ?? {}).map(([code, hex]): [number, string] => [
    Number(code),
    Buffer.from(hex, 'hex').toString('latin1'),
  ])
  return {
    mac,
    uuid,
    smbios: smbios ?? {},
    ...(BUILDS[architecture] ?? BIOS),
    now: unixTime,
    address: lease.address,
    nextServer: lease.nextServer === undefined ? lease.bootServer : lease.nextServer,
    bootFile: lease.bootFile,
    options: new Map(options),
  }
}
