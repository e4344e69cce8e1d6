// A boot server in memory for the PXELINUX walk: the tree of a case, whose every server has the same files.
import { prefixLengthOf } from '../../src/addresses.ts'
import { BootError } from '../../src/boot-error.ts'
import { parseBootUrl } from '../../src/boot-url.ts'
import { byteText, readable } from '../../src/byte-text.ts'
import type { Lease } from '../../src/lease.ts'
import {
  type BootFile,
  type Checked,
  type ConfigEvent,
  drive,
  type Played,
  type PxeClient,
  type PxeHost,
  playProgram,
  type Selection,
} from '../../src/pxecfg-parser/index.ts'
import { checkConfiguration, pxelinux } from '../../src/pxecfg-parser/pxelinux/index.ts'
import { chooseByKeys } from './choose-by-keys.ts'
import { type PxelinuxCase, type TreeValue, treeBytes } from './pxelinux-case.ts'

export function playPxelinux(client: PxeClient, selection: Selection, host: PxeHost): Promise<Played> {
  return playProgram(pxelinux, client, selection, host)
}

export function checkPxelinux(client: PxeClient, name: string, host: PxeHost): Promise<Checked> {
  return drive(checkConfiguration(client, name), {
    ...host,
    probe: async () => ({ bytes: null }),
    boot: async () => {},
  })
}

export type TreeHost = PxeHost & { fetched: BootFile[]; events: ConfigEvent[] }

/** `keystrokes` are typed at whatever screen comes up; none: nobody is there. */
export function treeHost(tree: Record<string, TreeValue>, keystrokes?: readonly string[]): TreeHost {
  const fetched: BootFile[] = []
  const events: ConfigEvent[] = []
  const keys = [...(keystrokes ?? [])]
  const bytesOf = (file: BootFile): Buffer | null => {
    const value = lookUp(tree, file)
    const bytes = value === undefined ? null : treeBytes(value)
    return bytes === null || bytes.length === 0 ? null : bytes
  }
  const fetch = (file: BootFile): TreeValue => {
    const value = lookUp(tree, file)
    if (value === undefined || treeBytes(value).length === 0) {
      throw new BootError('E_FETCH_NOT_FOUND', { what: `${file.url} is not there` })
    }
    fetched.push(file)
    return value
  }
  return {
    fetched,
    events,
    read: async (file) => ({ bytes: bytesOf(file) ?? Buffer.alloc(0) }),
    head: async (file) => ({ bytes: bytesOf(file) ?? Buffer.alloc(0) }),
    probe: async (file) => ({ bytes: bytesOf(file)?.length ?? 0 }),
    choose: keystrokes ? (screen) => chooseByKeys(screen, keys) : null,
    boot: async ({ hypervisor, kernel, initrds }) => {
      if (hypervisor) fetch(hypervisor)
      if (kernel && !isKernel(fetch(kernel))) {
        throw new BootError('E_NOT_A_KERNEL', { what: `${kernel.url} is not a kernel` })
      }
      for (const initrd of initrds) fetch(initrd)
    },
    onEvent: (event) => events.push(event),
  }
}

export function clientOf({ input }: PxelinuxCase): PxeClient {
  const { mac, ip, netmask, gateway, server, uuid, dhcp } = input.client
  const lease: Lease = {
    address: ip,
    prefixLength: prefixLengthOf(netmask) ?? 24,
    gateway: gateway ?? null,
    routes: [],
    dnsServers: [],
    domains: [],
    mtu: null,
    dhcpServer: server,
    bootServer: /^(?:0\.|127\.|2[2-3]\d\.|255\.255\.255\.255)/.test(dhcp.siaddr) ? server : dhcp.siaddr,
    bootFile: byteText(dhcp.bootfile),
    pathPrefix: dhcp.opt210 === undefined ? null : byteText(dhcp.opt210),
    configFile: dhcp.opt209 === undefined ? null : byteText(dhcp.opt209),
    leaseSeconds: null,
    renewSeconds: null,
    rebindSeconds: null,
    localBoot: false,
  }
  return { mac, uuid: uuid ?? null, lease, firmware: { CPU: '6PLX' } }
}

function isKernel(value: TreeValue): boolean {
  return (
    typeof value === 'object' && 'kind' in value && (value.kind === 'linux' || value.kind === 'multiboot')
  )
}

function lookUp(tree: Record<string, TreeValue>, file: BootFile): TreeValue | undefined {
  const url = parseBootUrl(file.url)
  if (url === null) return undefined
  const name = readable(url.scheme === 'tftp' ? url.name : url.name.replace(/\?.*$/s, ''))
  if (Object.hasOwn(tree, name)) return tree[name]
  const wanted = normalised(name)
  const key =
    wanted === null ? undefined : Object.keys(tree).find((candidate) => normalised(candidate) === wanted)
  return key === undefined ? undefined : tree[key]
}

/** Slashes for backslashes, no empty, `.` or `x/..` parts; null: the name climbs above the root. */
function normalised(name: string): string | null {
  const parts: string[] = []
  for (const part of name.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.join('/')
}
