/** The machine that runs iPXE, as its settings tell of it. Texts are byte text. */

/** What the firmware and DHCP told iPXE. */
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
  /** siaddr of the answer to iPXE; null: none. */
  nextServer: string | null
  /** Header field, else option 67. */
  bootFile: string
  /** Options of that answer by number. */
  options: ReadonlyMap<number, string>
}
