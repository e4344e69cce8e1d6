// A boot server in memory for GRUB: the tree of a case, whose every server has the same files.
import { BootError } from '../../src/boot-error.ts'
import { parseBootUrl } from '../../src/boot-url.ts'
import { byteText, readable } from '../../src/byte-text.ts'
import { drive, type PxeHost } from '../../src/pxecfg-parser/drive.ts'
import { grub } from '../../src/pxecfg-parser/grub/index.ts'
import { menuReport } from '../../src/pxecfg-parser/menu-report.ts'
import type { BootFile, Played, PxeClient, Selection } from '../../src/pxecfg-parser/types.ts'
import { chooseByKeys } from './choose-by-keys.ts'
import type { GrubCase } from './grub-case.ts'
import type { GrubGiven } from './grub-compare.ts'
import { LEASE } from './lease.ts'
import { type TreeValue, treeBytes } from './pxelinux-case.ts'

/** Plays a case; `keystrokes` are typed at whatever menu comes up. */
export function playCase({ input }: GrubCase): Promise<Played> {
  const { entry, keystrokes } = input.selection
  const selection: Selection = entry === undefined ? {} : { label: byteText(entry) }
  return drive(grub.play(clientOf(input.client), selection), grubHost(input.tree, keystrokes))
}

const KERNEL: TreeValue = { size: 1024, kind: 'linux' }
const CLIENT: GrubCase['input']['client'] = {
  mac: '00:16:3e:aa:bb:cc',
  ip: '192.0.2.91',
  netmask: '255.255.255.0',
  server: '192.0.2.2',
  dhcp: { bootfile: 'core.0', siaddr: '192.0.2.2' },
}

/** A boot of `config` as grub.cfg, with `keystrokes` at its menus (none: nobody is there), over the kernel `/vmlinuz`, the initrds `/a`, `/b` and further files. */
export function playGrub(
  config: string,
  files: Record<string, TreeValue> = {},
  selection: Selection = {},
  keystrokes?: readonly string[],
  machine: Partial<PxeClient> = {},
): Promise<Played> {
  const tree: Record<string, TreeValue> = {
    'grub.cfg': { latin1: config },
    vmlinuz: KERNEL,
    a: 'aaa',
    b: 'bbbb',
    ...files,
  }
  return drive(grub.play({ ...clientOf(CLIENT), ...machine }, selection), grubHost(tree, keystrokes))
}

/**
 * The names that a GRUB from `bootFile`, built for `built` if that is given, looks for in vain, and the prefix and the root
 * that its grub.cfg at the end of them sees.
 */
export async function searchOf(
  bootFile: string,
  images: Record<string, Buffer>,
  built: string | null = null,
): Promise<{ names: string; prefix: string; root: string }> {
  const files = Object.fromEntries(
    Object.entries(images).map(([name, bytes]) => [name, { base64: bytes.toString('base64') }]),
  )
  const client = clientOf({ ...CLIENT, prefix: built, dhcp: { ...CLIENT.dhcp, bootfile: bootFile } })
  const missing = await drive(grub.play(client, {}), grubHost(files))
  const tried = (missing.config?.tried ?? []).map(({ file }) => file)
  const config = 'linux /vmlinuz $prefix $root\nboot\n'
  const tree = { ...files, vmlinuz: KERNEL, [tried.at(-1) ?? '']: config }
  const { entry } = await drive(grub.play(client, {}), grubHost(tree))
  const [prefix = '', root = ''] = (entry?.args ?? '').split(' ')
  return { names: tried.join(' '), prefix, root }
}

export function clientOf({ mac, ip, uuid, prefix, dhcp }: GrubCase['input']['client']): PxeClient {
  const options = { 12: dhcp.hostname, 17: dhcp.rootpath }
  return {
    mac,
    uuid: dhcp.echo97 === false ? null : (uuid ?? null),
    ...(prefix ? { grubPrefix: prefix } : {}),
    lease: {
      ...LEASE,
      address: ip,
      bootServer: dhcp.siaddr,
      bootFile: dhcp.bootfile,
      domains: dhcp.domain === undefined ? [] : [dhcp.domain],
      options: Object.fromEntries(
        Object.entries(options).flatMap(([code, value]) =>
          value === undefined ? [] : [[code, Buffer.from(value).toString('hex')]],
        ),
      ),
    },
  }
}

/** What a boot that was played came to, in the words of the document. */
export function givenBy({ outcome, config, entry, menu, error, waits }: Played): GrubGiven {
  return {
    outcome,
    config: config && {
      file: config.file && readable(config.file),
      tried: config.tried.map(({ file }) => ({ file: readable(file) })),
    },
    entry: entry && {
      label: entry.label,
      kernel: entry.kernel && readable(entry.kernel.name),
      initrds: entry.initrds.map(({ name }) => readable(name)),
      cmdline: entry.cmdline,
      ...(entry.xen === undefined ? {} : { xen: entry.xen }),
      ...(entry.local === undefined ? {} : { local: entry.local }),
    },
    menu: menu && menuReport(menu),
    error: error && { code: error.code },
    waits,
  }
}

function grubHost(tree: Record<string, TreeValue>, keystrokes?: readonly string[]): PxeHost {
  const files = new Map(Object.entries(tree).map(([name, value]) => [normalised(name), treeBytes(value)]))
  const keys = (keystrokes ?? []).filter((key) => !key.startsWith('sleep:')).map(keyName)
  const fetch = (file: BootFile): Buffer => {
    const url = parseBootUrl(file.url)
    const name = url === null ? file.name : url.scheme === 'tftp' ? url.name : url.name.replace(/\?.*$/s, '')
    const bytes = files.get(normalised(readable(name)))
    if (bytes === undefined) throw new BootError('E_FETCH_NOT_FOUND', { what: `${file.url} is not there` })
    return bytes
  }
  return {
    read: async (file) => ({ bytes: fetch(file) }),
    head: async (file, { maxBytes }) => ({ bytes: fetch(file).subarray(0, maxBytes) }),
    probe: async (file) => ({ bytes: fetch(file).length }),
    choose: keystrokes ? (screen) => chooseByKeys(screen, keys) : null,
    boot: async ({ kernel, initrds }) => {
      if (kernel && fetch(kernel).toString('latin1', 0x202, 0x206) !== 'HdrS')
        throw new BootError('E_NOT_A_KERNEL', { what: `${kernel.url} is not a kernel` })
      for (const initrd of initrds) fetch(initrd)
    },
    onEvent: () => {},
  }
}

/** `down` of a case is `Down` of a keyboard; a hotkey is its character. */
function keyName(key: string): string {
  return key.length === 1 ? key : key.charAt(0).toUpperCase() + key.slice(1)
}

function normalised(name: string): string {
  const parts: string[] = []
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}
