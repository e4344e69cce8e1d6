/** Turns parsed options and guest words into a checked request. Everything wrong with them is E_USAGE. */

import type { InferredOptionTypes } from 'yargs'
import { isIpv4, prefixLengthOf } from '../../addresses.ts'
import { BootError } from '../../boot-error.ts'
import { byteText } from '../../byte-text.ts'
import type { ProgramName } from '../../program-names.ts'
import { ARCHITECTURES } from '../../udhcp-client/codec/index.ts'
import type { BootRequest, BootTask, LogSettings, Pins, RunAs, TreePlace } from '../boot-task.ts'
import type { Option } from '../command.ts'
import type { OutputFormat } from '../results/formats.ts'
import { FIRST_RUN_USER, PROCESS_NUMBERS } from '../supervisor/users.ts'
import { type GuestWords, readGuestUuid } from './guest-words.ts'
import { type bootOptions, GROUPS, guestOptions } from './options.ts'

/** The options of every command that plays a boot, as given. */
export type GuestOptions = InferredOptionTypes<typeof guestOptions>
/** The options of the bootloader call, as given. */
export type BootOptions = GuestOptions & InferredOptionTypes<typeof bootOptions>

/** What a command plays a boot for. */
export type Purpose = Pick<BootTask, 'goal' | 'lease' | 'attended' | 'guestType' | 'sums'>

/** A guest that starts with the result. */
const FOR_A_GUEST: Purpose = { goal: 'files', lease: 'keep', attended: true, guestType: null, sums: false }

/** The task of every command that plays a boot. */
export function readBootTask(
  options: GuestOptions,
  words: GuestWords,
  purpose: Partial<Purpose> = {},
): BootTask {
  if (words.mac === null) {
    throw usage(
      'no MAC address was given',
      'name the guest: mac=00:16:3e:11:22:33 (in a domain configuration: bootloader_args=["mac=...", "bridge=..."])',
    )
  }
  if (options.tree === undefined) refuseTreeOptions(options)
  if (options.label !== undefined && options.entry !== undefined)
    throw usage('--label and --entry both name the entry', 'give one of them')
  return {
    guest: { mac: words.mac, uuid: options.uuid === undefined ? words.uuid : readGuestUuid(options.uuid) },
    selection: {
      label: options.label === undefined ? null : byteText(options.label),
      entry: options.entry === undefined ? null : byteText(options.entry),
      args: byteText(options.args ?? ''),
      interactive: options.interactive ?? false,
    },
    place: {
      mode: options.network === 'host' ? 'host' : 'guest',
      bridge: optional(options.bridge) ?? words.bridge,
      interface: optional(options.interface),
      runas: readRunAs(options.runas),
      pcap: options.pcap ?? null,
      force: options.force ?? false,
      asGuest: options['as-guest'] ?? false,
    },
    tree: options.tree === undefined ? null : readTree(options.tree, options, words),
    dhcp: {
      server: options.server === undefined ? null : address('server', options.server),
      clientId: options['client-id'] === undefined ? null : clientId(options['client-id']),
      userClass: options['user-class'] ?? null,
      vendorClass: options['vendor-class'] ?? null,
      arch: architecture(options.arch ?? 'bios'),
      pxeService:
        options['pxe-service'] === undefined
          ? null
          : parseInteger('pxe-service', options['pxe-service'], 0, 0xffff),
    },
    smbios: readSmbios(options.smbios ?? []),
    configDir: options['config-dir']?.replace(/\/+$/, '') ?? null,
    program: options.program === 'auto' ? null : (options.program as ProgramName),
    grubPrefix:
      options['grub-prefix'] === undefined ? null : byteText(options['grub-prefix'].replace(/\/+$/, '')),
    caFile: options['ca-file'] ?? null,
    pins: readPins(options),
    limits: {
      totalMs: seconds('timeout', options.timeout),
      dhcpMs: seconds('dhcp-timeout', options['dhcp-timeout']),
      menuMs: seconds('menu-timeout', options['menu-timeout']),
      maxSize: parseInteger('max-size', options['max-size'], 1, Number.MAX_SAFE_INTEGER),
    },
    log: readLogSettings(options),
    hosts: { store: optional(options.hosts), stateDir: optional(options['state-dir']) },
    ...FOR_A_GUEST,
    ...purpose,
  }
}

/** The request of the bootloader call. */
export function readBootRequest(options: BootOptions, words: GuestWords): BootRequest {
  const output = options.output === undefined || options.output === '-' ? null : options.output
  if (output === '') throw usage('--output= names no file', '- is standard output')
  if (options['output-directory'] === '') throw usage('--output-directory= names no folder')
  const format = readFormat(options)
  if (format === 'iso' && (options['not-really'] || options.isconfig))
    throw usage('an ISO holds the files that --not-really does not download')
  return {
    task: readBootTask(options, words, {
      goal: options['list-entries'] ? 'entries' : 'files',
      sums: format === 'json',
    }),
    output,
    format,
    outputDirectory: options['output-directory'],
    owner: optional(options.owner),
    notReally: (options['not-really'] ?? false) || (options.isconfig ?? false),
    domain: { kernel: optional(options.kernel), ramdisk: optional(options.ramdisk) },
    disk: words.disk ?? optional(options['pygrub-image']),
    pygrub: optional(options.pygrub),
    remarks: [
      ...(options.udhcpc === undefined ? [] : ['--udhcpc has no effect: DHCP is built in']),
      ...(options.offset === undefined ? [] : ['--offset has no effect: pygrub finds the partition itself']),
    ],
  }
}

/** --json may replace the default of --output-format, but no other value. */
function readFormat(options: Pick<BootOptions, 'output-format' | 'json'>): OutputFormat {
  const format = options['output-format'] as OutputFormat
  if (options.json && format !== 'json' && format !== 'sxp')
    throw usage(`--json and --output-format=${format} contradict each other`)
  return options.json ? 'json' : format
}

/** The most verbose flag wins. */
function readLogSettings(
  options: Pick<GuestOptions, 'debug' | 'verbose' | 'quiet' | 'log-format'>,
): LogSettings {
  const level = options.debug ? 'debug' : options.verbose ? 'verbose' : options.quiet ? 'quiet' : 'normal'
  return { level, format: options['log-format'] === 'json' ? 'json' : 'text' }
}

/** What DHCP would say: every option of these groups but --tree itself. */
const TREE_OPTIONS = Object.entries<Option>(guestOptions)
  .filter(([name, { group }]) => name !== 'tree' && (group === GROUPS.tree || group === GROUPS.said))
  .map(([name]) => name as keyof GuestOptions)

function refuseTreeOptions(options: GuestOptions): void {
  const given = TREE_OPTIONS.find((name) => options[name] !== undefined)
  if (given !== undefined) {
    throw usage(
      `--${given} says what DHCP would have said, so it needs --tree`,
      'on a live network DHCP says it',
    )
  }
}

function readTree(dir: string, options: GuestOptions, words: GuestWords): TreePlace {
  const netmask = options.netmask ?? '255.255.255.0'
  if (!isIpv4(netmask) || prefixLengthOf(netmask) === null)
    throw usage(`--netmask=${netmask} is not a netmask`)
  return {
    dir,
    address: options.ip === undefined ? (words.address ?? '0.0.0.0') : address('ip', options.ip),
    netmask,
    gateway: options.gateway === undefined ? null : address('gateway', options.gateway),
    server: options.server === undefined ? null : address('server', options.server),
    nextServer: options['next-server'] ?? null,
    bootFile: options.bootfile ?? '',
    ipxeBootFile: options['ipxe-bootfile'] ?? null,
    configFile: options['config-file'] ?? null,
    pathPrefix: options['path-prefix'] ?? null,
    options: (options['dhcp-option'] ?? []).map((text) => {
      const [, code, value] = /^(\d+)=(.*)$/s.exec(text) ?? []
      if (code === undefined || value === undefined || Number(code) < 1 || Number(code) > 254) {
        throw usage(`--dhcp-option=${text} is not of the form N=VALUE with N from 1 to 254`)
      }
      return { code: Number(code), value }
    }),
  }
}

/** To the kernel, 2^32 - 1 means "no user". */
const LAST_USER = 0xfffffffe

const SMBIOS_KEYS = ['manufacturer', 'product', 'version', 'serial', 'asset']

/** `UID`, or `UID+` for the first of a range. */
function readRunAs(text: string | undefined): RunAs {
  if (text === undefined) return { uid: FIRST_RUN_USER, perRun: true }
  if (!text.endsWith('+')) return { uid: parseInteger('runas', text, 0, LAST_USER), perRun: false }
  return { uid: parseInteger('runas', text.slice(0, -1), 1, LAST_USER - PROCESS_NUMBERS), perRun: true }
}

function readSmbios(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [, key = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? []
      if (!SMBIOS_KEYS.includes(key))
        throw usage(`--smbios=${text} is not of the form KEY=VALUE`, `keys are ${SMBIOS_KEYS.join(', ')}`)
      return [key, byteText(value)]
    }),
  )
}

function readPins(options: GuestOptions): Pins {
  const pins: Pins = {
    kernel: null,
    ramdisk: null,
    list: options.verify ?? null,
    localBoot: options['allow-local-boot'] ?? false,
  }
  for (const text of options.sha256 ?? []) {
    const [, name, sum] = /^(kernel|ramdisk):([0-9a-f]{64})$/i.exec(text) ?? []
    if (name === undefined || sum === undefined)
      throw usage(`--sha256=${text} is not of the form kernel:HEX or ramdisk:HEX with 64 digits`)
    pins[name.toLowerCase() as 'kernel' | 'ramdisk'] = sum.toLowerCase()
  }
  return pins
}

const optional = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text

function address(name: string, text: string): string {
  if (!isIpv4(text)) throw usage(`--${name}=${text} is not an IPv4 address`)
  return text
}

/** The value of option 61 in hexadecimal. */
function clientId(text: string): string {
  const digits = text.replace(/[:-]/g, '')
  if (!/^([0-9a-f]{2}){2,255}$/i.test(digits))
    throw usage(`--client-id=${text} is not 2 to 255 bytes in hexadecimal`)
  return digits.toLowerCase()
}

/** Reads `text`, the value of option `name`, as an integer from `least` to `most`. Throws E_USAGE. */
export function parseInteger(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw usage(`--${name}=${text} is not a whole number from ${least} to ${most}`)
  return value
}

/** The number of a name in ARCHITECTURES, or a number itself. */
function architecture(text: string): number {
  const named = Object.entries(ARCHITECTURES).find(([name]) => name === text)?.[1]
  if (named !== undefined) return named
  if (/^\d+$/.test(text)) return parseInteger('arch', text, 0, 0xffff)
  throw usage(`--arch=${text} is not ${Object.keys(ARCHITECTURES).join(', ')} or a number`)
}

/** A time in seconds, which may have a fraction, as ms. At most a day. */
function seconds(name: string, text: string): number {
  const value = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0 || value > 86_400)
    throw usage(`--${name}=${text} is not a time in seconds, up to 86400`)
  return Math.ceil(value * 1000)
}

function usage(what: string, hint = 'see tspxeboot --help'): BootError {
  return new BootError('E_USAGE', { what, hint })
}
