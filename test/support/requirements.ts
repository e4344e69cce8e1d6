// What a test needs of the machine, and how it says so when that is missing.
import { accessSync, constants, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Programs that tests run, with the Debian package that brings each; scripts/setup installs all of these. */
const PROGRAMS = {
  chromium: 'chromium',
  curl: 'curl',
  dhcpd: 'isc-dhcp-server',
  dhcrelay: 'isc-dhcp-relay',
  dnsmasq: 'dnsmasq-base',
  'grub-mkimage': 'grub-common',
  'in.tftpd': 'tftpd-hpa',
  'ganesha.nfsd': 'nfs-ganesha',
  gpg: 'gnupg',
  gpgv: 'gpgv',
  ip: 'iproute2',
  'kea-dhcp4': 'kea-dhcp4-server',
  mke2fs: 'e2fsprogs',
  keyctl: 'keyutils',
  minisign: 'minisign',
  lintian: 'lintian',
  mmdebstrap: 'mmdebstrap',
  mksquashfs: 'squashfs-tools',
  nginx: 'nginx-light',
  pygrub: 'xen-utils-VERSION',
  python3: 'python3',
  'qemu-system-x86_64': 'qemu-system-x86',
  rpcbind: 'rpcbind',
  tcpdump: 'tcpdump',
  tftp: 'tftp-hpa',
  'virt-xml-validate': 'libvirt-clients',
  xorriso: 'xorriso',
} as const

/** What no package brings: rights, hardware, programs too large to install for every test run. */
const CIRCUMSTANCES = {
  root: { met: () => process.getuid?.() === 0, reason: 'needs root' },
  kvm: { met: () => accessible('/dev/kvm', constants.R_OK | constants.W_OK), reason: 'needs /dev/kvm' },
} as const

export type Requirement = keyof typeof PROGRAMS | keyof typeof CIRCUMSTANCES

/**
 * The first of `requirements` that this machine does not meet, as a reason to print, or null.
 * With CI=true a missing program that scripts/setup installs is an error instead: there it is a fault of the setup.
 */
export function needs(...requirements: Requirement[]): string | null {
  for (const requirement of requirements) {
    if (requirement in CIRCUMSTANCES) {
      const { met, reason } = CIRCUMSTANCES[requirement as keyof typeof CIRCUMSTANCES]
      if (!met()) return reason
    } else if (!onPath(requirement)) {
      const reason = `needs ${requirement} (Debian package ${PROGRAMS[requirement as keyof typeof PROGRAMS]})`
      if (process.env.CI === 'true') throw new Error(`${reason}, which scripts/setup should have installed`)
      return reason
    }
  }
  return null
}

interface Suite {
  (name: string, test: () => Promise<void> | void): void
  skip(name: string): void
}

/**
 * `suite` itself when `missing` is null, else one that skips each test and says why:
 * `const onNetwork = unless(needs('root', 'dnsmasq'), boot)`, then `onNetwork('gets a lease', ...)`.
 */
export function unless(
  missing: string | null,
  suite: Suite,
): (name: string, test: () => Promise<void> | void) => void {
  if (missing === null) return (name, test) => suite(name, test)
  return (name) => {
    console.log(`skipped: ${name}: ${missing}`)
    suite.skip(name)
  }
}

function onPath(program: string): boolean {
  // Debian's xen-utils keeps its programs in a folder of its version.
  const xen = readdirSync('/usr/lib').filter((name) => name.startsWith('xen-'))
  return [`${process.env.PATH}:/usr/sbin:/sbin`, ...xen.map((name) => `/usr/lib/${name}/bin`)]
    .join(':')
    .split(':')
    .some((folder) => folder !== '' && accessible(join(folder, program), constants.X_OK))
}

function accessible(file: string, mode: number): boolean {
  try {
    accessSync(file, mode)
    return true
  } catch {
    return false
  }
}
