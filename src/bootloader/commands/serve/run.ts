/** `serve`: runs the embedded server until a signal ends it, and logs every request. */

import { appendFileSync } from 'node:fs'
import { BootError } from '../../../boot-error.ts'
import type { LabOptions, ServerEvent } from '../../../server/index.ts'
import {
  isForEverybody,
  runLab,
  runServe,
  type ServeOptions,
  serverEventText,
} from '../../../server/index.ts'
import { jsonLine } from '../../log/json.ts'
import { print } from '../../log/print.ts'
import { visible } from '../../log/visible.ts'

/** The options of `serve` as given; undefined: not given. */
export interface ServeWords extends SettingWords {
  directory: string
  interface: string | undefined
  lab: boolean | undefined
  address: string | undefined
  'state-dir': string
  hosts: string | undefined
  proxy: boolean | undefined
}

/** The options that `serve` and `lab` share, as given. */
export interface SettingWords {
  range: string | undefined
  bootfile: string | undefined
  'ipxe-bootfile': string | undefined
  'efi-x86_64-bootfile': string | undefined
  'efi-arm64-bootfile': string | undefined
  'http-bootfile': string | undefined
  'next-server': string | undefined
  'config-file': string | undefined
  'path-prefix': string | undefined
  reservations: string | undefined
  fixture: string | undefined
  quiet: boolean | undefined
  'log-file': string | undefined
  'log-format': string
}

const DHCP_KEYS = [
  'range',
  'bootfile',
  'ipxe-bootfile',
  'efi-x86_64-bootfile',
  'efi-arm64-bootfile',
  'http-bootfile',
  'next-server',
  'config-file',
  'path-prefix',
] as const

/** Serves until SIGTERM, SIGINT or SIGHUP, then resolves with status 0. */
export async function runServeCommand(words: ServeWords): Promise<number> {
  const signal = endedBySignal()
  const log = serverLog(words)
  if (words.lab) {
    refuseForLab(words)
    return runLab(labOptions(words, words.directory, []), signal, log)
  }
  await runServe(serveOptions(words), signal, log)
  return 0
}

/** The lab brings its own interface, address and clients. */
function refuseForLab(words: ServeWords): void {
  const name = (['interface', 'address', 'hosts', 'proxy'] as const).find((name) => words[name])
  if (name === undefined) return
  throw new BootError('E_USAGE', {
    what: `--lab has a network of its own, so it takes no --${name}`,
    hint: 'leave one of them out',
  })
}

/** An AbortSignal that SIGTERM, SIGINT and SIGHUP abort. */
export function endedBySignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, () => controller.abort())
  return controller.signal
}

function serveOptions(words: ServeWords): ServeOptions {
  if (words.interface === undefined) {
    throw new BootError('E_USAGE', {
      what: 'serve needs an interface to serve',
      hint: '--interface=IF, or --lab for a private network',
    })
  }
  if (words.proxy && words.range !== undefined) {
    throw new BootError('E_USAGE', {
      what: '--proxy gives no addresses, so it has no --range',
      hint: 'leave one of them out: the other DHCP server has a range of its own',
    })
  }
  return {
    directory: words.directory,
    interface: words.interface,
    address: words.address ?? null,
    stateFolder: words['state-dir'],
    hosts: words.hosts ?? null,
    proxy: words.proxy ?? false,
    ...settingsOf(words),
  }
}

/** The lab to run. `tree` null: an empty one; `command` empty: run until a signal. */
export function labOptions(words: SettingWords, tree: string | null, command: string[]): LabOptions {
  return { tree, command, ...settingsOf(words) }
}

function settingsOf(words: SettingWords) {
  return {
    reservations: words.reservations ?? null,
    fixture: words.fixture ?? null,
    dhcp: dhcpKeys(words),
  }
}

/** The keys of [dhcp] that the command line sets, as the ini files name them. */
function dhcpKeys(words: SettingWords): Map<string, string> {
  return new Map(DHCP_KEYS.flatMap((key) => (words[key] === undefined ? [] : [[key, words[key]] as const])))
}

/** The log that the options describe: lines on standard error, or appended to a file. Throws E_OUTPUT. */
export function serverLog(words: SettingWords): (event: ServerEvent) => void {
  const { quiet, 'log-file': file, 'log-format': format } = words
  const write = file === undefined ? (text: string) => print(process.stderr, text) : appender(file)
  return (event) => {
    if (quiet && !isForEverybody(event)) return
    write(`${format === 'json' ? jsonLine(event) : visible(`tspxeboot: ${serverEventText(event)}`)}\n`)
  }
}

/** Opens the file for each line, so that it can be rotated at any time. */
function appender(file: string): (text: string) => void {
  try {
    appendFileSync(file, '')
  } catch (cause) {
    throw new BootError('E_OUTPUT', { what: `cannot write the log: ${(cause as Error).message}`, cause })
  }
  return (text) => {
    try {
      appendFileSync(file, text)
    } catch {
      print(process.stderr, text)
    }
  }
}
