/** The keys of the server's ini files, one row for each: how its text is read, and what it sets. */

import { isIpv4 } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import type { Section } from '../hosts/index.ts'
import { nearest } from '../nearest.ts'
import { ARCHITECTURES } from '../udhcp-client/codec/index.ts'
import { type DhcpFaults, type HostSettings, HTTP_ARCHITECTURE } from './dhcp/index.ts'
import type { TftpScript } from './tftp/index.ts'

/** Sets the value `text` in `target`; null if the text is not a valid value. */
type Key<Target> = (target: Target, text: string) => Target | null

/** The keys of one kind of section. */
export interface Keys<Target> {
  /** For error messages. */
  names: readonly string[]
  find(name: string): Key<Target> | null
}

/** RFC 4578 section 2.1 assigns 9 to x86-64. Nearly all firmware sends 7, but some sends 9. */
const EFI_X86_64_OF_RFC = 9

const HOST_ROWS: Record<string, Key<HostSettings>> = {
  ip: (host, text) => (isIpv4(text) ? { ...host, address: text } : null),
  'next-server': (host, text) => {
    if (text === 'none') return { ...host, nextServer: '0.0.0.0' }
    return isIpv4(text) ? { ...host, nextServer: text } : null
  },
  bootfile: (host, text) => ({ ...host, bootFile: bytesOf(text) }),
  'ipxe-bootfile': bootFileOf('ipxe'),
  'efi-x86_64-bootfile': bootFileOf(ARCHITECTURES['efi-x86_64'], EFI_X86_64_OF_RFC),
  'efi-arm64-bootfile': bootFileOf(ARCHITECTURES['efi-arm64']),
  'http-bootfile': bootFileOf(HTTP_ARCHITECTURE),
  'config-file': (host, text) => ({ ...host, configFile: bytesOf(text) }),
  'path-prefix': (host, text) => ({ ...host, pathPrefix: bytesOf(text) }),
  gateway: (host, text) => (isIpv4(text) ? { ...host, gateway: text } : null),
  dns: (host, text) => {
    const dnsServers = text.split(/[\s,]+/)
    return dnsServers.every(isIpv4) ? { ...host, dnsServers } : null
  },
  hostname: (host, text) => ({ ...host, hostName: bytesOf(text) }),
  'lease-seconds': (host, text) => withNumber(text, (leaseSeconds) => ({ ...host, leaseSeconds })),
  'ignore-first': fault((text) => withTimes(text, (ignoreFirst) => ({ ignoreFirst }))),
  'ignore-requests': fault((text) => withTimes(text, (ignoreRequests) => ({ ignoreRequests }))),
  'nak-first': fault((text) => withTimes(text, (nakFirst) => ({ nakFirst }))),
  'delay-ms': fault((text) => withNumber(text, (delay) => ({ delay }))),
  'wrong-xid': fault((text) => withSwitch(text, (wrongXid) => ({ wrongXid }))),
  'wrong-mac': fault((text) => withSwitch(text, (wrongMac) => ({ wrongMac }))),
  truncate: fault((text) => withNumber(text, (truncate) => ({ truncate }))),
}

const TFTP_ROWS: Record<string, Key<TftpScript>> = {
  answer: (script, text) =>
    text === 'missing' || text === 'denied' || text === 'silence' ? { ...script, refuse: text } : null,
  'stop-after': (script, text) => withNumber(text, (stopAfter) => ({ ...script, stopAfter })),
  size: (script, text) => withNumber(text, (claimedSize) => ({ ...script, claimedSize })),
  'delay-ms': (script, text) => withNumber(text, (delay) => ({ ...script, delay })),
}

/** Sections [dhcp] and [host]. */
export const HOST_KEYS: Keys<HostSettings> = {
  names: [...Object.keys(HOST_ROWS), 'arch-NUMBER-bootfile', 'option-NUMBER'],
  find: (name) => rowOf(HOST_ROWS, name) ?? archKey(name) ?? optionKey(name),
}

/** Section [tftp]. */
export const TFTP_KEYS: Keys<TftpScript> = {
  names: Object.keys(TFTP_ROWS),
  find: (name) => rowOf(TFTP_ROWS, name),
}

/** Sets in `target` everything that `section` says. Throws E_USAGE naming section and key. */
export function setKeys<Target>(target: Target, keys: Keys<Target>, section: Section): Target {
  let result = target
  for (const [name, { text, place }] of section.values) {
    const where = `${place === null ? '' : `${place}: `}[${section.title}]`
    const key = keys.find(name)
    if (key === null) {
      const guess = nearest(name, keys.names)
      throw new BootError('E_USAGE', {
        what: `${where}: unknown key ${name}`,
        hint: guess === null ? `keys are ${keys.names.join(', ')}` : `did you mean ${guess}?`,
      })
    }
    const set = key(result, text)
    if (set === null) {
      throw new BootError('E_USAGE', { what: `${where}: ${name} = ${text}: not a value for it` })
    }
    result = set
  }
  return result
}

function rowOf<Target>(rows: Record<string, Key<Target>>, name: string): Key<Target> | null {
  return Object.hasOwn(rows, name) ? (rows[name] ?? null) : null
}

function archKey(name: string): Key<HostSettings> | null {
  const arch = /^arch-(\d{1,5})-bootfile$/.exec(name)?.[1]
  return arch === undefined ? null : bootFileOf(Number(arch))
}

function bootFileOf(...clients: ('ipxe' | number)[]): Key<HostSettings> {
  return (host, text) => {
    const files = clients.map((client) => [client, bytesOf(text)] as const)
    return { ...host, bootFiles: new Map([...host.bootFiles, ...files]) }
  }
}

function optionKey(name: string): Key<HostSettings> | null {
  const code = Number(/^option-(\d{1,3})$/.exec(name)?.[1])
  return code >= 1 && code <= 254 ? (host, text) => withOption(host, code, text) : null
}

/** `none` omits the option; `hex:` and `ip:` introduce bytes and addresses; anything else is text. */
function withOption(host: HostSettings, code: number, text: string): HostSettings | null {
  const set = (bytes: Buffer | null) => ({ ...host, options: new Map([...host.options, [code, bytes]]) })
  if (text === 'none') return set(null)
  const [, form, rest = ''] = /^(hex|ip):(.*)$/.exec(text) ?? []
  if (form === undefined) return set(Buffer.from(bytesOf(text), 'latin1'))
  if (form === 'hex')
    return /^([0-9a-f]{2}[: ]?)*$/i.test(rest) ? set(Buffer.from(rest.replace(/[: ]/g, ''), 'hex')) : null
  const addresses = rest.split(/[\s,]+/)
  return addresses.every(isIpv4)
    ? set(Buffer.from(addresses.flatMap((address) => address.split('.').map(Number))))
    : null
}

function fault(read: (text: string) => Partial<DhcpFaults> | null): Key<HostSettings> {
  return (host, text) => {
    const faults = read(text)
    return faults && { ...host, faults: { ...host.faults, ...faults } }
  }
}

function withNumber<T>(text: string, use: (value: number) => T): T | null {
  return /^\d{1,10}$/.test(text) && Number(text) <= 0xffffffff ? use(Number(text)) : null
}

function withTimes<T>(text: string, use: (value: number) => T): T | null {
  return text === 'always' ? use(Number.POSITIVE_INFINITY) : withNumber(text, use)
}

function withSwitch<T>(text: string, use: (value: boolean) => T): T | null {
  if (['yes', 'true', '1'].includes(text)) return use(true)
  return ['no', 'false', '0'].includes(text) ? use(false) : null
}

/** Text of an ini file (UTF-8) as byte text. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1')
}
