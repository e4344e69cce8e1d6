/**
 * Turns a name in a script into a file on a server. Source: GRUB net/net.c (grub_net_open_real), net/tftp.c
 * (grub_normalize_filename), kern/file.c, kern/device.c.
 */

import { tftpUrl } from '../../boot-url.ts'
import type { BootFile } from '../types.ts'
import type { Environment } from './environment.ts'
import { GRUB_LIMITS } from './limits.ts'

/** `disk`: a disk of the guest, which a host cannot see into. `none`: a device that GRUB does not have here. */
export type Located =
  | { kind: 'file'; file: BootFile }
  | { kind: 'disk'; device: string }
  | { kind: 'none'; device: string }

/** `(DEVICE)PATH`, or a path on `$root`. */
export function locate(name: string, env: Environment): Located {
  const match = /^\(([^)]*)\)(.*)$/s.exec(name)
  const device = match?.[1] ?? env.get('root') ?? ''
  const path = match?.[2] ?? name
  if (name.startsWith('(') && match === null) return { kind: 'none', device: name }
  if (isDisk(device)) return { kind: 'disk', device }
  const place = serverOf(device, env)
  if (place === null || place.server === '') return { kind: 'none', device }
  const file = place.protocol === 'http' ? overHttp(place.server, path) : overTftp(place.server, path)
  return file.url.length > GRUB_LIMITS.url ? { kind: 'none', device } : { kind: 'file', file }
}

/** Whether the device is a disk: hd0, hd0,msdos1, fd0, ..., or empty after a `search` that set the root to nothing. */
export function isDisk(device: string): boolean {
  return /^(?:hd|fd|ata|ahci|usb|lvm|md)\/?[\w./-]*(?:,[\w,]*)?$/.test(device)
}

function serverOf(device: string, env: Environment): { protocol: string; server: string } | null {
  const usual = env.get('net_default_server') ?? ''
  if (device === 'pxe') return { protocol: 'tftp', server: usual }
  if (device.startsWith('pxe:')) return { protocol: 'tftp', server: device.slice('pxe:'.length) }
  const comma = device.indexOf(',')
  const protocol = comma < 0 ? device : device.slice(0, comma)
  const server = comma < 0 ? usual : device.slice(comma + 1)
  return protocol === 'tftp' || protocol === 'http' ? { protocol, server } : null
}

function overTftp(server: string, path: string): BootFile {
  const name = path.replace(/\/{2,}/g, '/')
  const [host, port] = hostAndPort(server)
  return { name, url: tftpUrl(host, name, port) }
}

/** The path is sent as written, except that characters that a URL cannot hold are encoded. */
function overHttp(server: string, path: string): BootFile {
  const name = path.startsWith('/') ? path : `/${path}`
  const encoded = name.replace(
    /[^\x21\x22\x24-\x7e]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
  return { name, url: `http://${server}${encoded}` }
}

function hostAndPort(server: string): [string, number | undefined] {
  const match = /^([^:]*):(\d{1,5})$/.exec(server)
  return match === null ? [server, undefined] : [match[1] ?? '', Number(match[2])]
}
