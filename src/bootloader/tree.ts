/** A boot tree on this host instead of the network: the lease that options describe, and the files of the tree. */

import { existsSync, statSync } from 'node:fs'
import { isIpv4 } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import { byteText } from '../byte-text.ts'
import { checkGuestType, type GuestType } from '../guest-kernel/index.ts'
import type { Lease } from '../lease.ts'
import { programOfContent, programOfName } from '../program-names.ts'
import {
  bufferReader,
  checkKernel,
  createFetcher,
  DEFAULT_FETCHER_OPTIONS,
  type Fetcher,
  fetchBytes,
  fetchHead,
  refuseForeignKernel,
} from '../tftp-fetch/index.ts'
import { type DhcpPacket, EMPTY_PACKET, OPTIONS } from '../udhcp-client/codec/index.ts'
import { offeredLease } from '../udhcp-client/index.ts'
import { type BootFiles, lookFor } from './boot-files.ts'
import type { BootHost } from './boot-host.ts'
import type { BootTask, TreePlace } from './boot-task.ts'
import type { BootEvent } from './events.ts'
import { optionBytes } from './option-bytes.ts'
import { bootFileUrl, PROGRAM_BYTES } from './play-programs.ts'

/** The server if no option names one (an address for documentation, RFC 5737). */
const SOME_SERVER = '192.0.2.1'

const FILE_BYTES = 128
/** Kernels up to this size are examined; larger ones are assumed to be kernels. */
const CHECKED_KERNEL = 256 * 1024 * 1024

/** Throws E_USAGE if the tree is not a folder. */
export function treeHost(
  task: BootTask & { tree: TreePlace },
  onEvent: (event: BootEvent) => void,
): Pick<BootHost, 'lease' | 'fetcher' | 'bootServer' | 'files'> {
  const { tree, limits } = task
  if (!existsSync(tree.dir) || !statSync(tree.dir).isDirectory()) {
    throw new BootError('E_USAGE', {
      what: `--tree=${tree.dir} is not a folder`,
      hint: "name the folder that is the boot server's root",
    })
  }
  const fetcher = () =>
    createFetcher({ ...DEFAULT_FETCHER_OPTIONS, tree: tree.dir, maxSize: limits.maxSize, onEvent })
  return {
    lease: () => treeLease(task, fetcher(), onEvent),
    fetcher,
    bootServer: async ({ bootServer }) => bootServer,
    files: lookInto(task.guestType),
  }
}

/** What DHCP would say; if that names iPXE, what DHCP would then say to iPXE. */
async function treeLease(
  { guest, tree, program }: BootTask & { tree: TreePlace },
  fetcher: Fetcher,
  onEvent: (event: BootEvent) => void,
): Promise<Lease> {
  const lease = dictatedLease(guest.mac, tree, onEvent)
  if (program !== null || !(await isIpxe(lease, tree, fetcher))) return lease
  const bootFile = tree.ipxeBootFile ?? ''
  return { ...dictatedLease(guest.mac, { ...tree, bootFile }, onEvent), programFile: lease.bootFile }
}

/** Tells by the boot file's name, or, if there is an answer for iPXE, by its content. A script is not iPXE itself. */
async function isIpxe(lease: Lease, tree: TreePlace, fetcher: Fetcher): Promise<boolean> {
  const named = programOfName(lease.bootFile)
  if (named !== null || tree.ipxeBootFile === null) return named === 'ipxe'
  const { signal } = new AbortController()
  const head = await fetchHead(fetcher, bootFileUrl(lease), PROGRAM_BYTES, signal).catch(() =>
    Buffer.alloc(0),
  )
  const text = Buffer.from(head).toString('latin1')
  return !text.startsWith('#!') && programOfContent(text) === 'ipxe'
}

/** The files are at hand, so a dry run also checks that the kernel is one, and can start the guest. */
const lookInto = (guestType: GuestType | null): BootFiles => ({
  async get(entry, fetcher, context) {
    const found = await lookFor.get(entry, fetcher, context)
    const { kernel } = found
    // What a hypervisor can start is not ours to judge.
    if (entry.xen !== undefined && entry.initrdAlignment !== undefined) return found
    if (kernel === null || (kernel.bytes ?? 0) > CHECKED_KERNEL) return found
    const bytes = await fetchBytes(fetcher, kernel.url, CHECKED_KERNEL, context.signal)
    const reader = bufferReader(Buffer.from(bytes))
    const checked = await checkKernel(reader, kernel.url)
    const architecture = architectureOf(guestType)
    if (architecture !== null) refuseForeignKernel(checked, architecture, kernel.url)
    if (guestType !== null) await checkGuestType(reader, guestType, kernel.url, context.signal)
    const files = found.files.map((file) =>
      file.role === 'kernel' ? { ...file, format: checked.format } : file,
    )
    return { ...found, files }
  },
})

/** The architecture of the host that a tree's guest will run on, if that is known: only x86 has PV and PVH. */
export function architectureOf(guestType: GuestType | null): string | null {
  return guestType === 'pv' || guestType === 'pvh' ? 'x64' : null
}

/** The lease from an OFFER with these values, read in the same way as one from a network. */
export function dictatedLease(
  mac: string,
  tree: TreePlace,
  onEvent: (event: BootEvent) => void = () => {},
): Lease {
  const server = tree.server ?? (isIpv4(tree.nextServer ?? '') ? tree.nextServer : null) ?? SOME_SERVER
  const bootFile = byteText(tree.bootFile)
  const named: [number, Buffer | null][] = [
    [OPTIONS.messageType.code, OPTIONS.messageType.type.encode('OFFER')],
    [OPTIONS.serverId.code, OPTIONS.serverId.type.encode(server)],
    [OPTIONS.subnetMask.code, OPTIONS.subnetMask.type.encode(tree.netmask)],
    [OPTIONS.routers.code, tree.gateway === null ? null : OPTIONS.routers.type.encode([tree.gateway])],
    [
      OPTIONS.tftpServerName.code,
      tree.nextServer === null || isIpv4(tree.nextServer) ? null : bytesOf(tree.nextServer),
    ],
    [OPTIONS.bootFileName.code, bootFile.length > FILE_BYTES ? bytesOf(tree.bootFile) : null],
    [OPTIONS.configFile.code, tree.configFile === null ? null : bytesOf(tree.configFile)],
    [OPTIONS.pathPrefix.code, tree.pathPrefix === null ? null : bytesOf(tree.pathPrefix)],
    ...tree.options.map(({ code, value }): [number, Buffer] => [code, optionBytes(code, value)]),
  ]
  const options = new Map(named.filter((row): row is [number, Buffer] => row[1] !== null))
  const offer: DhcpPacket = {
    ...EMPTY_PACKET,
    op: 'reply',
    xid: 0,
    chaddr: mac,
    yiaddr: tree.address,
    siaddr: tree.nextServer !== null && isIpv4(tree.nextServer) ? tree.nextServer : '0.0.0.0',
    file: bootFile.length > FILE_BYTES ? '' : bootFile,
    options,
  }
  const lease = offeredLease(offer, server, onEvent)
  // Unless an option says otherwise, the DHCP server is the boot server, as with dnsmasq.
  if (!('refused' in lease)) return tree.nextServer === null ? { ...lease, nextServer: server } : lease
  throw new BootError('E_USAGE', {
    what: `a DHCP server could not say this: ${lease.refused}${lease.detail === undefined ? '' : ` (${lease.detail})`}`,
  })
}

function bytesOf(typed: string): Buffer {
  return Buffer.from(typed, 'utf8')
}
