/** The keys of the store's sections, each with the rule for its value. */

import { isAbsolute } from 'node:path'
import { isIpv4, parseMac } from '../addresses.ts'
import { PROGRAM_NAMES } from '../program-names.ts'
import { parseRanges, parseSubnet } from './ranges.ts'

/** Which values a key accepts. `form` describes them in errors: `KEY is FORM`. */
export interface ValueRule {
  accepts(text: string): boolean
  form: string
}

const anyText: ValueRule = { accepts: (text) => !/[\r\n]/.test(text), form: 'one line of text' }
const word: ValueRule = { accepts: (text) => /^\S+$/.test(text), form: 'one word' }
const address: ValueRule = { accepts: isIpv4, form: 'an IPv4 address' }
const mac: ValueRule = { accepts: isCardMac, form: 'the MAC address of a network card' }
const count: ValueRule = { accepts: (text) => /^[1-9]\d{0,8}$/.test(text), form: 'a whole number above 0' }
const addresses: ValueRule = {
  accepts: (text) => text.split(/[\s,]+/).every(isIpv4),
  form: 'IPv4 addresses with commas between them',
}
const subnet: ValueRule = {
  accepts: (text) => parseSubnet(text) !== null,
  form: 'ADDRESS/PREFIX, such as 192.0.2.0/24',
}
const ranges: ValueRule = {
  accepts: (text) => parseRanges(text) !== null,
  form: 'FIRST-LAST, several with commas between them',
}
const httpUrl: ValueRule = {
  accepts: (text) => /^https?:\/\/[^/\s]/.test(text),
  form: 'an http or https URL',
}
const root: ValueRule = {
  accepts: (text) => text === 'none' || /^nfs:[^:\s]+:\/\S*$/.test(text) || httpUrl.accepts(text),
  form: 'nfs:SERVER:PATH, an http or https URL, or none',
}
const option: ValueRule = {
  accepts: isOptionValue,
  form: 'text, hex:BYTES, ip:ADDRESSES, or none',
}
const path: ValueRule = { accepts: isAbsolute, form: 'an absolute path' }
const device: ValueRule = { accepts: (text) => /^[^\s/]{1,15}$/.test(text), form: 'the name of a bridge' }

function oneOf(...words: string[]): ValueRule {
  return { accepts: (text) => words.includes(text), form: `one of ${words.join(', ')}` }
}

function isCardMac(text: string): boolean {
  const parsed = parseMac(text)
  return parsed !== null && (Number.parseInt(parsed, 16) & 1) === 0 && parsed !== '00:00:00:00:00:00'
}

function isOptionValue(text: string): boolean {
  const [, form, rest = ''] = /^(hex|ip):(.*)$/s.exec(text) ?? []
  if (form === 'hex') return /^([0-9a-f]{2}[: ]?)+$/i.test(rest)
  return form === 'ip' ? addresses.accepts(rest) : anyText.accepts(text)
}

/** Keys that a host, its profile and its network may have; the first of them that has the key counts. */
const SHARED: Record<string, ValueRule> = {
  'boot-file': anyText,
  'boot-file-efi-x86_64': anyText,
  'boot-file-efi-arm64': anyText,
  'boot-file-ipxe': anyText,
  'http-boot': httpUrl,
  bridge: device,
}

const PROFILE: Record<string, ValueRule> = {
  kernel: anyText,
  initrd: anyText,
  append: anyText,
  root,
  program: oneOf(...PROGRAM_NAMES),
  'grub-prefix': anyText,
  template: anyText,
  answers: anyText,
  cpus: count,
  memory: count,
  type: oneOf('pv', 'pvh'),
  ...SHARED,
}

const KEYS = {
  network: {
    subnet,
    gateway: address,
    dns: addresses,
    domain: anyText,
    static: ranges,
    dynamic: ranges,
    'next-server': address,
    'lease-seconds': count,
    ...SHARED,
  },
  profile: PROFILE,
  host: {
    mac,
    ip: address,
    network: anyText,
    profile: anyText,
    boot: anyText,
    hypervisor: oneOf('xen', 'virtualbox', 'libvirt', 'none'),
    disk: anyText,
    note: anyText,
    ...PROFILE,
  },
} satisfies Record<string, Record<string, ValueRule>>

/** The keys of an output. */
interface OutputKeys {
  rules: Record<string, ValueRule>
  /** A key that it must have. */
  needed?: string
}

const COMMANDS = { test: anyText, reload: anyText }
const OUTPUTS = {
  pxelinux: { rules: { root: path }, needed: 'root' },
  dnsmasq: { rules: { 'hosts-file': path, 'options-file': path, 'pid-file': path, ...COMMANDS } },
  dhcpd: { rules: { include: path, ...COMMANDS }, needed: 'include' },
  kea: { rules: { include: path, socket: path, ...COMMANDS }, needed: 'include' },
  dns: { rules: { file: path, ...COMMANDS }, needed: 'file' },
  libvirt: { rules: { network: word }, needed: 'network' },
} satisfies Record<string, OutputKeys>

/** A name that [output "NAME"] may have. */
export type OutputName = keyof typeof OUTPUTS
/** Those names. */
export const OUTPUT_NAMES = Object.keys(OUTPUTS) as OutputName[]

/** The keys of [output "NAME"]; null: there is no such output. */
export function outputKeys(name: string): OutputKeys | null {
  return Object.hasOwn(OUTPUTS, name) ? OUTPUTS[name as OutputName] : null
}

/** The sections that a host's values come from. */
export type StoreKind = keyof typeof KEYS

/** Names of the keys of such a section, without `option-N` and `x-ANY`. */
export function keysOf(kind: StoreKind): string[] {
  return Object.keys(KEYS[kind])
}

/** The rule for a key of such a section; null: there is no such key. */
export function ruleOf(kind: StoreKind, name: string): ValueRule | null {
  const rows: Record<string, ValueRule> = KEYS[kind]
  if (Object.hasOwn(rows, name)) return rows[name] ?? null
  const code = Number(/^option-(\d{1,3})$/.exec(name)?.[1])
  if (code >= 1 && code <= 254) return option
  return kind === 'host' && /^x-[\w-]+$/.test(name) ? anyText : null
}
