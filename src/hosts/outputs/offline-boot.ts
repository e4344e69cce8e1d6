/** Plays a host's boot offline: its configuration is read by the boot program itself, and must lead where the store says. */

import { parseBootUrl } from '../../boot-url.ts'
import type { Lease } from '../../lease.ts'
import { BOOT_PROGRAMS } from '../../pxecfg-parser/boot-programs.ts'
import { type Played, type PxeClient, type PxeHost, playProgram } from '../../pxecfg-parser/index.ts'
import {
  createFetcher,
  DEFAULT_FETCHER_OPTIONS,
  fetchBytes,
  fetchHead,
  treePath,
} from '../../tftp-fetch/index.ts'
import { effectiveText, type Host, type HostStore } from '../store.ts'
import { bootFileOf, isUrl } from './boot-names.ts'
import { type HostBoot, hostBoot } from './host-boot.ts'
import { HOST_PROGRAMS } from './programs/index.ts'
import type { Configuration } from './written-file.ts'

/** The boot server's files: those below its root, and texts by name that take precedence over them. */
export interface OfflineServer {
  root: string
  texts: ReadonlyMap<string, string>
}

/** What the configuration boots instead of what the store says; null: it boots that. */
export async function playOffline(
  store: HostStore,
  configuration: Configuration,
  server: OfflineServer,
): Promise<string | null> {
  const { host } = configuration
  const boot = hostBoot(store, host)
  if (boot === null) return null
  const files = filesOf(server, boot)
  const client = await clientOf(store, configuration, boot, files)
  return difference(boot, await playProgram(BOOT_PROGRAMS[boot.program], client, {}, files))
}

async function clientOf(
  store: HostStore,
  { host, folder }: Configuration,
  { program }: HostBoot,
  files: PxeHost,
): Promise<PxeClient> {
  const { ownBootFile, clientIn } = HOST_PROGRAMS[program] ?? {}
  const lease = leaseOf(store, host, ownBootFile?.name(host) ?? bootFileOf(store, host, program))
  const client = { mac: host.mac ?? '', uuid: null, lease }
  const isThere = (name: string): Promise<boolean> =>
    files.probe({ name, url: `tftp://${lease.bootServer}/${name}` }).then(
      () => true,
      () => false,
    )
  return clientIn?.(folder, client, store, host, isThere) ?? client
}

/** Stands for a boot server that the store does not name (RFC 5737). */
const SOME_SERVER = '192.0.2.1'

function leaseOf(store: HostStore, host: Host, bootFile: string): Lease {
  const text = (key: string): string | null => effectiveText(store, host, key)
  const network = host.network === null ? undefined : store.networks.get(host.network)
  const bootServer = text('next-server') ?? SOME_SERVER
  const domain = text('domain')
  return {
    address: host.ip ?? '0.0.0.0',
    prefixLength: network?.subnet.prefixLength ?? 24,
    gateway: text('gateway'),
    routes: [],
    dnsServers: [],
    domains: domain === null ? [] : [domain],
    mtu: null,
    dhcpServer: bootServer,
    bootServer,
    bootFile,
    nextServer: bootServer,
    pathPrefix: null,
    configFile: null,
    localBoot: false,
    leaseSeconds: null,
    renewSeconds: null,
    rebindSeconds: null,
    options: { '12': Buffer.from(host.name).toString('hex') },
  }
}

/** Does not check that the profile's kernel and initrds exist and are what they should be. */
function filesOf({ root, texts }: OfflineServer, boot: HostBoot): PxeHost {
  const fetcher = createFetcher({ ...DEFAULT_FETCHER_OPTIONS, tree: root })
  const { signal } = new AbortController()
  const expected = boot.kind === 'local' ? [] : [boot.kernel, ...boot.initrds].filter((name) => name !== null)
  const isExpected = (url: string) => expected.some((name) => isSame(name, url))
  const textAt = (url: string): Buffer | null => {
    const text = texts.get(nameOf(url))
    return text === undefined ? null : Buffer.from(text)
  }
  return {
    read: async ({ url }, { maxBytes }) => ({
      bytes: textAt(url) ?? (await fetchBytes(fetcher, url, maxBytes, signal)),
    }),
    head: async ({ url }, { maxBytes }) => ({
      bytes:
        textAt(url)?.subarray(0, maxBytes) ??
        (isExpected(url) ? KERNEL_HEAD : await fetchHead(fetcher, url, maxBytes, signal)),
    }),
    probe: async ({ url }) => {
      const text = textAt(url)
      if (text !== null) return { bytes: text.length }
      return isExpected(url) ? { bytes: null } : fetcher.probe(url, signal)
    },
    choose: null,
    boot: async () => {},
    onEvent() {},
  }
}

/** The beginning of a file that boot programs recognise as Linux (Documentation/arch/x86/boot.rst). */
const KERNEL_HEAD = Buffer.alloc(1024)
KERNEL_HEAD.writeUInt8(1, 0x1f1)
KERNEL_HEAD.writeUInt16LE(0xaa55, 0x1fe)
KERNEL_HEAD.write('HdrS', 0x202, 'latin1')
KERNEL_HEAD.writeUInt16LE(0x020f, 0x206)

function difference(boot: HostBoot, { outcome, entry, error }: Played): string | null {
  if (error !== null) return `${error.code}: ${error.message}`
  if (boot.kind === 'local')
    return outcome === 'local' ? null : `it boots ${entry?.kernel?.name}, not the disk`
  if (outcome === 'local') return 'it boots the disk'
  const { kernel, initrds, args, template } = boot
  const kernelUrl = entry?.kernel?.url ?? ''
  if (kernel !== null && !isSame(kernel, kernelUrl))
    return `it boots the kernel ${entry?.kernel?.name}, not ${kernel}`
  const found = entry?.initrds ?? []
  const sameInitrds =
    found.length === initrds.length && initrds.every((name, index) => isSame(name, found[index]?.url ?? ''))
  if (kernel !== null && !sameInitrds)
    return `it boots the initrds ${found.map(({ name }) => name).join(', ') || '(none)'}, not ${initrds.join(', ') || '(none)'}`
  // A template has words of its own.
  if (template !== null || oneBlank(entry?.args ?? '') === oneBlank(args)) return null
  return `its arguments are "${entry?.args}", not "${args}"`
}

/** Whether the store's name is the file at `url`. */
function isSame(name: string, url: string): boolean {
  return isUrl(name) ? name === url : (treePath(name) ?? name) === nameOf(url)
}

function nameOf(url: string): string {
  return treePath(parseBootUrl(url)?.name ?? '') ?? ''
}

function oneBlank(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}
