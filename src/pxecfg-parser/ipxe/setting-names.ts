/** Parses names of settings: `[block/]name[:type]`. Source: ipxe src/core/settings.c (parse_setting_name). */

import { parseInteger, type SettingType, settingType } from './setting-types.ts'

/** A name taken apart. */
export interface SettingName {
  /** As written, without the type. */
  text: string
  /** null: none is named. */
  block: string | null
  /** The key of the value: the number of a DHCP option (`12`, `175.190`), else the name. */
  key: string
  /** null: the type of the stored value. undefined: there is no such type. */
  type: SettingType | null | undefined
  /** The default type of a setting that iPXE knows; null: it does not know it. */
  usual: SettingType | null
}

/** Settings that iPXE knows by name: the DHCP option that it is, or null, and its type. docs/ipxe.md lists them. */
const KNOWN: Readonly<Record<string, readonly [option: string | null, type: string]>> = {
  ip: [null, 'ipv4'],
  netmask: ['1', 'ipv4'],
  gateway: ['3', 'ipv4'],
  dns: ['6', 'ipv4'],
  hostname: ['12', 'string'],
  domain: ['15', 'string'],
  'root-path': ['17', 'string'],
  mtu: ['26', 'int16'],
  'dhcp-server': ['54', 'ipv4'],
  'vendor-class': ['60', 'string'],
  filename: ['67', 'string'],
  'user-class': ['77', 'string'],
  syslog: ['7', 'ipv4'],
  'initiator-iqn': ['203', 'string'],
  'next-server': [null, 'ipv4'],
  priority: ['175.1', 'int8'],
  'keep-san': ['175.8', 'int8'],
  'skip-san-boot': ['175.9', 'int8'],
  scriptlet: ['175.81', 'string'],
  username: ['175.190', 'string'],
  password: ['175.191', 'string'],
  'reverse-username': ['175.192', 'string'],
  'reverse-password': ['175.193', 'string'],
  'use-cached': ['175.178', 'uint8'],
  mac: [null, 'hex'],
  hwaddr: [null, 'hex'],
  busid: [null, 'hex'],
  busloc: [null, 'uint32'],
  bustype: [null, 'string'],
  ifname: [null, 'string'],
  chip: [null, 'string'],
  linktype: [null, 'string'],
  uuid: [null, 'uuid'],
  manufacturer: [null, 'string'],
  product: [null, 'string'],
  serial: [null, 'string'],
  asset: [null, 'string'],
  buildarch: [null, 'string'],
  platform: [null, 'string'],
  version: [null, 'string'],
  unixtime: [null, 'uint32'],
  errno: [null, 'uint32'],
  cwuri: [null, 'string'],
  cwduri: [null, 'string'],
}
const KNOWN_BY_NAME = new Map(Object.entries(KNOWN))
const KNOWN_BY_OPTION = new Map(Object.values(KNOWN).map((known) => [known[0], known]))

/** Takes a name apart as it is written in `${...}` or after `set`. */
export function readSettingName(written: string): SettingName {
  const slash = written.indexOf('/')
  const block = slash < 0 ? null : written.slice(0, slash)
  const rest = written.slice(slash + 1)
  const colon = rest.indexOf(':')
  const name = colon < 0 ? rest : rest.slice(0, colon)
  const number = optionNumber(name)
  const known = number === null ? KNOWN_BY_NAME.get(name) : KNOWN_BY_OPTION.get(number)
  const usual = known === undefined ? null : (settingType(known[1]) ?? null)
  return {
    text: colon < 0 ? written : written.slice(0, slash + 1 + colon),
    block,
    key: number ?? known?.[0] ?? name,
    type: colon < 0 ? null : settingType(rest.slice(colon + 1)),
    usual,
  }
}

const SECRETS: ReadonlySet<string> = new Set(
  ['password', 'reverse-password'].map((name) => readSettingName(name).key),
)

/** Whether the setting holds a password, which is not shown while it is typed. */
export function isSecret(written: string): boolean {
  return SECRETS.has(readSettingName(written).key)
}

/** `209`, `0xd1`, `175.190`: a DHCP option, and options inside it. Source: parse_setting_tag, which adds up bytes. */
function optionNumber(name: string): string | null {
  if (/^[A-Za-z_]/.test(name)) return null
  const parts = name.split('.').map(parseInteger)
  const tag = parts.reduce<number>((sum, part) => ((sum << 8) | (part ?? 0)) >>> 0, 0)
  if (parts.includes(null) || tag === 0) return null
  const bytes = [24, 16, 8, 0].map((shift) => (tag >>> shift) & 0xff)
  return bytes.slice(bytes.findIndex((byte) => byte !== 0)).join('.')
}
