// Programs from Debian packages that are only unpacked, for their place on the machine may be taken (scripts/setup).
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const UNPACKED = {
  busybox: { package: 'busybox-static', path: 'bin/busybox' },
  atftp: { package: 'atftp', path: 'usr/bin/atftp' },
  atftpd: { package: 'atftpd', path: 'usr/sbin/atftpd' },
  // its modules, for grub-mkimage
  grub: { package: 'grub-pc-bin', path: 'usr/lib/grub/i386-pc' },
  pxelinux: { package: 'pxelinux', path: 'usr/lib/PXELINUX/pxelinux.0' },
} as const

/** Path of the program; the package is downloaded when scripts/setup has not done it. Throws where it cannot be. */
export function unpacked(program: keyof typeof UNPACKED): string {
  const { package: name, path } = UNPACKED[program]
  const folder = execFileSync('scripts/fetch-deb', [name], { encoding: 'utf8' }).trim()
  // Since Debian 13 packages have everything below /usr.
  return [path, `usr/${path}`].map((file) => join(folder, file)).find(existsSync) ?? join(folder, path)
}
