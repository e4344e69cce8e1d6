// A boot server in memory for iPXE scripts: the tree of a case, which every server and port has.
import { BootError } from '../../src/boot-error.ts'
import { parseBootUrl } from '../../src/boot-url.ts'
import { byteText, readable } from '../../src/byte-text.ts'
import {
  type Answer,
  type IpxeClient,
  playScript,
  type ScriptPlayed,
  type Want,
} from '../../src/pxecfg-parser/ipxe/index.ts'
import { treePath } from '../../src/tftp-fetch/tree.ts'
import { type IpxeCase, type IpxeTreeValue, ipxeTreeBytes } from './ipxe-case.ts'

export interface IpxeRun {
  played: ScriptPlayed
  /** Whether iPXE would have waited for a key for ever. */
  waits: boolean
}

/** Plays a case to its end. With no keys left nobody is there: time-outs pass, and what waits for ever gets Enter. */
export function runCase({ input }: Pick<IpxeCase, 'input'>): IpxeRun {
  const keys = (input.selection.keystrokes ?? []).filter((key) => !key.startsWith('sleep:'))
  const script = playScript(ipxeClient(input.client))
  let waits = false
  let step = script.next()
  while (!step.done) {
    const { value } = step
    const timeoutMs =
      value.want === 'choose' ? value.menu.timeoutMs : value.want === 'key' ? value.timeoutMs : 1
    if (keys.length === 0 && timeoutMs === 0) waits = true
    step = script.next(answer(value, input, keys))
  }
  return { played: step.value, waits }
}

const CLIENT: IpxeCase['input']['client'] = {
  mac: '00:16:3e:aa:bb:cc',
  ip: '192.0.2.91',
  netmask: '255.255.255.0',
  server: '192.0.2.2',
  uuid: '4c4c4544-0036-4410-8052-b4c04f4e3132',
  smbios: { manufacturer: 'Xen' },
  dhcp: { bootfile: 'boot.ipxe', hostname: 'guest', options: { 43: '0103616263020105ff' } },
}

/** Plays `script` beside `vmlinuz` and `files`; without keys nobody is there. */
export function runScript(
  script: string,
  files: Record<string, IpxeTreeValue>,
  keystrokes: string[] = [],
): IpxeRun {
  const tree = { 'boot.ipxe': script, vmlinuz: { size: 2048, kind: 'linux' }, ...files }
  return runCase({ input: { tree, client: CLIENT, selection: { keystrokes } } })
}

export function ipxeClient({
  mac,
  ip,
  netmask,
  gateway,
  server,
  uuid,
  smbios,
  dhcp,
}: IpxeCase['input']['client']): IpxeClient {
  const addresses = (...list: string[]) =>
    list.map((one) => String.fromCharCode(...one.split('.').map(Number))).join('')
  const options: [number, string | undefined][] = [
    [1, addresses(netmask)],
    [3, gateway && addresses(gateway)],
    [6, dhcp.dns && addresses(...dhcp.dns)],
    [12, dhcp.hostname && byteText(dhcp.hostname)],
    [15, dhcp.domain],
    [54, addresses(server)],
    ...Object.entries(dhcp.options ?? {}).map(([code, hex]): [number, string] => [
      Number(code),
      Buffer.from(hex, 'hex').toString('latin1'),
    ]),
  ]
  const siaddr = dhcp.siaddr ?? server
  return {
    mac,
    uuid: uuid ?? null,
    smbios: smbios ?? {},
    platform: 'pcbios',
    buildarch: 'i386',
    now: 1_700_000_000,
    address: ip,
    nextServer: siaddr === '0.0.0.0' ? null : siaddr,
    bootFile: byteText(dhcp.bootfile).replace(/\0$/, ''),
    options: new Map(options.filter((row): row is [number, string] => row[1] !== undefined)),
  }
}

function answer(want: Want, input: IpxeCase['input'], keys: string[]): Answer {
  switch (want.want) {
    case 'probe':
    case 'read': {
      const found = lookUp(input, want.url)
      if (found === null)
        return { error: new BootError('E_FETCH_NOT_FOUND', { what: `${want.url} is not there` }) }
      const text = want.want === 'read' ? found.bytes.toString('latin1') : null
      return { file: { url: found.url, bytes: found.bytes.length, text } }
    }
    case 'boot':
    case 'echo':
      return { done: true }
    case 'choose':
      return { chosen: chooseItem(want.menu, keys) }
    case 'key':
      return { key: pressKey(want.key, want.timeoutMs, keys) }
    case 'line':
      return { line: keys.length === 0 ? undefined : typeLine(want.value, keys) }
  }
}

function chooseItem(menu: Extract<Want, { want: 'choose' }>['menu'], keys: string[]): number | null {
  const selectable = menu.items.flatMap(({ label }, index) => (label === null ? [] : [index]))
  let row = selectable.indexOf(menu.selected)
  for (;;) {
    const key = keys.shift()
    if (key === undefined || key === 'ret') return selectable[row] ?? null
    if (key === 'esc' || key === 'ctrl-c') return null
    const moves: Record<string, number> = { up: -1, down: 1, home: -1e6, end: 1e6, pgup: -20, pgdn: 20 }
    row = Math.min(Math.max(row + (moves[key] ?? 0), 0), selectable.length - 1)
    const code = key.startsWith('shift-') ? key.slice(6).toUpperCase() : key
    const shortcut = menu.items.findIndex((item) => item.label !== null && item.key === codeOf(code))
    if (shortcut >= 0) return shortcut
  }
}

function pressKey(
  wanted: number | null,
  timeoutMs: number,
  keys: string[],
): 'pressed' | 'timed-out' | 'canceled' {
  const key = keys.shift()
  if (key === undefined) return timeoutMs > 0 ? 'timed-out' : 'pressed'
  return wanted === null || codeOf(key) === wanted ? 'pressed' : 'canceled'
}

function typeLine(value: string, keys: string[]): string | null {
  let text = value
  for (;;) {
    const key = keys.shift()
    if (key === undefined || key === 'ret') return text
    if (key === 'esc' || key === 'ctrl-c') return null
    if (key === 'backspace') text = text.slice(0, -1)
    else text += { spc: ' ', minus: '-', dot: '.' }[key] ?? key
  }
}

function codeOf(key: string): number {
  return key === 'f8' ? 0x147e : key.length === 1 ? key.charCodeAt(0) : ({ spc: 32, backspace: 8 }[key] ?? -1)
}

function lookUp({ tree, dns }: IpxeCase['input'], url: string): { url: string; bytes: Buffer } | null {
  const parts = parseBootUrl(url)
  if (parts === null || dns?.[parts.host] === null) return null
  const name = parts.scheme === 'tftp' ? parts.name : decodeURIComponent(parts.name.replace(/\?.*$/s, ''))
  const wanted = treePath(readable(name))
  const key = Object.hasOwn(tree, readable(name))
    ? readable(name)
    : Object.keys(tree).find((candidate) => wanted !== null && treePath(candidate) === wanted)
  const value: IpxeTreeValue | undefined = key === undefined ? undefined : tree[key]
  if (value === undefined) return null
  if (typeof value === 'object' && 'redirect' in value)
    return lookUp({ tree, dns } as IpxeCase['input'], value.redirect)
  return { url, bytes: ipxeTreeBytes(value) }
}
