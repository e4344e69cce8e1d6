/** Each event as a line for people, and its log level. The lines of a normal run are those of pypxeboot. */

import { ipv4ToNumber } from '../../addresses.ts'
import { readable } from '../../byte-text.ts'
import type { BootEvent } from '../events.ts'

/** The level from which an event is logged. */
export type Level = 'normal' | 'verbose' | 'debug'

type Sentences = {
  [Name in BootEvent['event']]?: [Level, (event: Extract<BootEvent, { event: Name }>) => string]
}

/** Events of a normal run, and others that read better as a sentence than as a list of fields. */
const SENTENCES: Sentences = {
  TurnAwaited: ['normal', () => 'waiting until fewer guests boot on this host'],
  LeaseWanted: ['normal', ({ mac }) => `requesting info for MAC address ${mac.toUpperCase()}`],
  ConfigWanted: [
    'normal',
    ({ address, server }) => `getting cfg for IP ${address} (${hexadecimal(address)}) from server ${server}`,
  ],
  KernelWanted: ['normal', ({ url }) => `downloading kernel ${url}`],
  InitrdWanted: ['normal', ({ url }) => `downloading initrd ${url}`],
  LocalBootChosen: ['normal', ({ by }) => `dropping to ${by} for local boot`],
  Warned: ['normal', ({ message }) => `warning: ${message}`],
  DhcpRouterIgnored: [
    'normal',
    ({ server, address }) =>
      `warning: DHCP server ${server} names the router ${address}, which no host can be`,
  ],
  GuestPortMade: [
    'verbose',
    ({ mode, device, port, ms }) =>
      `standing on ${device} as the ${mode}${port === null ? '' : `, port ${port}`} (${ms} ms)`,
  ],
  ClientsConfined: [
    'verbose',
    ({ user, seccomp, keyring }) =>
      `the client processes run as ${user === null ? 'this user' : `user ${user}`}, with ${seccomp ? 'a' : 'no'} seccomp filter and ${keyring ? 'no key ring of ours' : 'our session key ring'}`,
  ],
  ConfigTried: ['verbose', ({ url, result }) => `${url}: ${result}`],
  ConfigIncluded: ['verbose', ({ url, result }) => `included ${url}: ${result}`],
  ConfigWarned: [
    'verbose',
    ({ warning }) => `${warning.file}:${warning.line}:${warning.column}: ${warning.message}`,
  ],
  CommandRun: ['verbose', ({ command, because }) => `running ${JSON.stringify(command)} (${because})`],
  DhcpPacketDropped: ['debug', ({ reason, source }) => `dropped a packet from ${source}: ${reason}`],
  StrayPacketRefused: ['debug', ({ source, url }) => `refused a stray packet from ${source} during ${url}`],
}

/** Events without a sentence that are logged at level verbose; all others are logged at level debug. */
const LOUD: ReadonlySet<BootEvent['event']> = new Set([
  'FetchStarted',
  'FetchProgress',
  'TftpNegotiated',
  'HttpAnswered',
])

/** `event` as a line without its end, and its level. */
export function sentence(event: BootEvent): { level: Level; text: string } {
  const row = SENTENCES[event.event] as [Level, (event: BootEvent) => string] | undefined
  if (row !== undefined) return { level: row[0], text: readable(row[1](event)) }
  return { level: LOUD.has(event.event) ? 'debug' : 'verbose', text: readable(plain(event)) }
}

/** `DhcpOfferReceived` with its fields: `dhcp offer received: server=192.0.2.1 address=192.0.2.91`. */
function plain({ event, ...fields }: BootEvent): string {
  const name = event.replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase()
  const values = Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
  return `${name}: ${values.join(' ')}`
}

function hexadecimal(address: string): string {
  return ipv4ToNumber(address).toString(16).toUpperCase().padStart(8, '0')
}
