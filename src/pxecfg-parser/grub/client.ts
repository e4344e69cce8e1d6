/** The machine as GRUB sees it, from the lease and from the image that DHCP names. */

import { parseMac } from '../../addresses.ts'
import { BootError } from '../../boot-error.ts'
import { parseBootUrl, tftpUrl } from '../../boot-url.ts'
import type { Lease } from '../../lease.ts'
import { ask, type Play } from '../boot-program.ts'
import type { BootFile, PxeClient } from '../types.ts'
import { type ImageFacts, readImage, skipsSearch } from './image.ts'
import type { GrubClient } from './types.ts'

/** The largest image that is read. They have about 2 MiB, with all modules up to 16. */
const IMAGE_BYTES = 16 * 1024 * 1024

/** Processors and firmware by DHCP option 93 (RFC 4578 2.1 and its registry). */
const PLATFORMS: Readonly<Record<number, { firmware: 'pc' | 'efi'; cpu: string }>> = {
  6: { firmware: 'efi', cpu: 'i386' },
  7: { firmware: 'efi', cpu: 'x86_64' },
  9: { firmware: 'efi', cpu: 'x86_64' },
  11: { firmware: 'efi', cpu: 'arm64' },
}

/** Reads the image, if there is one. */
export function* grubClient(client: PxeClient): Play<GrubClient> {
  const { mac, uuid, lease } = client
  const { bootFile, device, server } = placeOf(lease)
  const isEfi = /\.efi(?:\.signed)?$/i.test(bootFile)
  const usual = { firmware: isEfi ? 'efi' : 'pc', cpu: isEfi ? 'x86_64' : 'i386' } as const
  const image = client.grubPrefix === undefined && isEfi ? yield* imageFacts(client) : null
  return {
    mac: parseMac(mac) ?? mac,
    address: lease.address,
    server,
    device,
    uuid: echoedUuid(lease) ?? (uuid === null ? null : inWireOrder(uuid)),
    bootFile,
    prefix: client.grubPrefix ?? image?.prefix ?? null,
    ownDirectoryFirst: image?.ownDirectoryFirst ?? false,
    onlyName: image !== null && skipsSearch(image) ? 'grub.cfg' : null,
    ...(PLATFORMS[client.architecture ?? 0] ?? usual),
    smbios: { ...client.smbios, ...(uuid === null ? {} : { uuid: uuid.toLowerCase() }) },
    facts: {
      hostname: optionText(lease, 12),
      domain: optionText(lease, 15) ?? lease.domains[0] ?? null,
      rootpath: optionText(lease, 17),
      extensionspath: optionText(lease, 18),
      dhcp_server_name: optionText(lease, 66),
    },
  }
}

/** Server and path are those of the URL for a boot file that came by HTTP; for any other the server is DHCP's. */
function placeOf({ bootServer, bootFile }: Lease): Pick<GrubClient, 'bootFile' | 'device' | 'server'> {
  const url = parseBootUrl(bootFile)
  if (url?.scheme !== 'http') return { bootFile, device: `tftp,${bootServer}`, server: bootServer }
  const server = url.port === null ? url.host : `${url.host}:${url.port}`
  return { bootFile: url.name.replace(/\?.*$/s, ''), device: `http,${server}`, server: url.host }
}

/** Facts about the boot file, or about the GRUB that a shim starts from its own directory; null: neither can be read. */
function* imageFacts({ lease }: PxeClient): Play<ImageFacts | null> {
  const { bootFile } = lease
  const own = yield* readFacts(lease.bootServer, bootFile)
  if (own !== null || !/(?:shim|boot)[^/]*$/i.test(bootFile)) return own
  const next = /(?:aa64)[^/]*$/i.test(bootFile) ? 'grubaa64.efi' : 'grubx64.efi'
  return yield* readFacts(lease.bootServer, bootFile.replace(/[^/]*$/, next))
}

function* readFacts(server: string, name: string): Play<ImageFacts | null> {
  const file: BootFile = { name, url: parseBootUrl(name) === null ? tftpUrl(server, name) : name }
  const answer = yield* ask({ want: 'read', file, maxBytes: IMAGE_BYTES })
  return answer instanceof BootError ? null : readImage(Buffer.from(answer.bytes))
}

/** Option 97 in the server's reply, without its type byte. */
function echoedUuid({ options }: Lease): string | null {
  return /^00([0-9a-f]{32})$/.exec(options?.['97'] ?? '')?.[1] ?? null
}

/** The text of an option, up to a NUL. */
function optionText({ options }: Lease, code: number): string | null {
  const hex = options?.[String(code)]
  return hex === undefined ? null : Buffer.from(hex, 'hex').toString('latin1').replace(/\0.*$/s, '')
}

/** In SMBIOS the first three fields have the reverse byte order of the printed form. */
function inWireOrder(uuid: string): string {
  const hex = uuid.replaceAll('-', '').toLowerCase()
  const swapped = [...hex.slice(0, 16).matchAll(/../g)].map(([byte]) => byte)
  return [3, 2, 1, 0, 5, 4, 7, 6].map((index) => swapped[index]).join('') + hex.slice(16)
}
