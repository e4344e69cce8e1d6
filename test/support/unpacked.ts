// Programs from Debian packages that are only unpacked, for their place on the machine may be taken (scripts/setup).
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const UNPACKED = {
  busybox: { package: 'busybox-static', path: 'bin/busybox' },
  atftp: { package: 'atftp', path: 'usr/bin/atftp' },
  atftpd: { package: 'atftpd', path: 'usr/sbin/atftpd' },
} as const

/** Path of the program; the package is downloaded when scripts/setup has not done it. Throws where it cannot be. */
export function unpacked(program: keyof typeof UNPACKED): string {
  const { package: name, path } = UNPACKED[program]
  return join(execFileSync('scripts/fetch-deb', [name], { encoding: 'utf8' }).trim(), path)
}
