/** The arguments with which mmdebstrap(1) makes a root: a tar archive on standard output, kernel and initrd in a folder. */

import { dirname } from 'node:path'
import type { BuildOptions } from './options.ts'
import { initrdFiles, systemFiles, type TargetFile } from './target-files.ts'

const PACKAGES = [
  ...['systemd-sysv', 'udev', 'kmod', 'iproute2', 'linux-image-amd64', 'zstd'],
  ...['live-boot', 'live-boot-initramfs-tools', 'systemd-zram-generator'],
]

/** Paths of the host's files that the hooks copy into the root and out of it. */
export interface WorkFiles {
  /** The host's copies of target files, named as `nameOf` has it. */
  files: string
  /** Folder that gets the content of the root's /boot. */
  boot: string
  sshKey: string | null
  hook: string | null
}

/** The argument vector. */
export function mmdebstrapArguments(options: BuildOptions, work: WorkFiles): string[] {
  const packages = [
    ...PACKAGES,
    ...(options.sshKey === null ? [] : ['openssh-server']),
    ...(options.locale === null ? [] : ['locales']),
    ...options.packages,
  ]
  return [
    ...['--format=tar', '--variant=minbase', '--aptopt=APT::Install-Recommends "false"'],
    `--include=${packages.join(',')}`,
    ...put(initrdFiles(options), work).map((hook) => `--essential-hook=${hook}`),
    ...customize(options, work).map((hook) => `--customize-hook=${hook}`),
    options.suite,
    '-',
    ...options.mirrors,
  ]
}

/** The name of the host's copy of a target file. */
export function nameOf({ path }: TargetFile): string {
  return path.slice(1).replaceAll('/', '_')
}

function customize(options: BuildOptions, work: WorkFiles): string[] {
  return [
    ...put(systemFiles(options), work),
    'chroot "$1" systemctl enable systemd-networkd.service',
    ...(options.locale === null
      ? []
      : ['chroot "$1" locale-gen', `chroot "$1" update-locale LANG=${options.locale}`]),
    ...(work.sshKey === null
      ? []
      : [
          'mkdir -p -m 700 "$1/root/.ssh"',
          `upload ${quoted(work.sshKey)} /root/.ssh/authorized_keys`,
          'rm -f "$1"/etc/ssh/ssh_host_*',
        ]),
    ...(work.hook === null
      ? []
      : [
          `upload ${quoted(work.hook)} /tspxeboot-hook`,
          'chmod 755 "$1/tspxeboot-hook" && chroot "$1" /tspxeboot-hook && rm "$1/tspxeboot-hook"',
        ]),
    `copy-out /boot ${quoted(work.boot)}`,
    // The guest gets kernel and initrd from the boot server and its name by DHCP; what apt wrote here is the host's.
    'rm -rf "$1"/boot/* "$1"/vmlinuz* "$1"/initrd.img* "$1/etc/hostname" "$1/etc/resolv.conf"',
  ]
}

function put(files: TargetFile[], work: WorkFiles): string[] {
  return files.flatMap((file) => [
    `mkdir -p "$1${dirname(file.path)}"`,
    `upload ${quoted(`${work.files}/${nameOf(file)}`)} ${file.path}`,
    ...(file.executable ? [`chmod 755 "$1${file.path}"`] : []),
  ])
}

/** A word of a special hook, which mmdebstrap splits as a shell would (Text::ParseWords). */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`
}
