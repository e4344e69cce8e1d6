/** Files that every root gets: what makes Debian a diskless guest. */

import type { BuildOptions } from './options.ts'

/** A file of the new root. */
export interface TargetFile {
  /** Its path in the new root. */
  path: string
  text: string
  executable?: boolean
}

/** For the network cards of Xen, QEMU, VirtualBox and VMware, and for a root over HTTP or NFS. */
const INITRD_MODULES = [
  ...['xen-netfront', 'virtio_net', 'virtio_pci', 'e1000', 'e1000e', 'pcnet32', 'vmxnet3'],
  ...['loop', 'squashfs', 'overlay', 'nfs', 'nfsv3', 'nfsv4'],
]

/** Files to write before packages are installed, because building the initrd reads them. */
export function initrdFiles({ modules }: Pick<BuildOptions, 'modules'>): TargetFile[] {
  return [
    { path: '/etc/initramfs-tools/conf.d/tspxeboot', text: 'MODULES=netboot\nCOMPRESS=zstd\n' },
    {
      path: '/usr/share/initramfs-tools/modules.d/tspxeboot',
      text: [...INITRD_MODULES, ...modules].map((name) => `${name}\n`).join(''),
    },
    { path: '/etc/initramfs-tools/scripts/init-bottom/tspxeboot', text: NAME_FROM_DHCP, executable: true },
  ]
}

/** Host name and name servers from the DHCP answer of the initrd (initramfs-tools(7), /run/net-*.conf). */
const NAME_FROM_DHCP = `#!/bin/sh
if [ "$1" = prereqs ]; then exit 0; fi
for file in /run/net-*.conf; do
  [ -e "$file" ] || continue
  . "$file"
  if [ -n "$HOSTNAME" ]; then
    echo "$HOSTNAME" >"$rootmnt/etc/hostname"
    {
      # A root that its host keeps has the line of the last boot.
      while read -r line; do
        case $line in '127.0.1.1 '*) ;; *) echo "$line" ;; esac
      done <"$rootmnt/etc/hosts"
      echo "127.0.1.1 \${DNSDOMAIN:+$HOSTNAME.$DNSDOMAIN }$HOSTNAME"
    } >"$rootmnt/etc/hosts.new"
    mv "$rootmnt/etc/hosts.new" "$rootmnt/etc/hosts"
  fi
  {
    if [ -n "$DNSDOMAIN" ]; then echo "search $DNSDOMAIN"; fi
    for server in "$IPV4DNS0" "$IPV4DNS1"; do
      case $server in '' | 0.0.0.0) ;; *) echo "nameserver $server" ;; esac
    done
  } >"$rootmnt/etc/resolv.conf"
done
`

/** Files to write after packages are installed. */
export function systemFiles({ locale, sshKey }: Pick<BuildOptions, 'locale' | 'sshKey'>): TargetFile[] {
  return [
    { path: '/etc/hosts', text: '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n' },
    { path: '/etc/systemd/network/10-tspxeboot.network', text: NETWORK },
    { path: '/etc/systemd/zram-generator.conf', text: '[zram0]\nzram-size = min(ram / 2, 4096)\n' },
    ...(locale === null ? [] : [{ path: '/etc/locale.gen', text: `${locale} UTF-8\n` }]),
    ...(sshKey === null
      ? []
      : [{ path: '/etc/systemd/system/ssh.service.d/host-keys.conf', text: HOST_KEYS }]),
  ]
}

/**
 * Keeps the initrd's lease alive, with the client identifier that PXE uses, and the address until the very end: a guest that
 * loses its root while it shuts down hangs. Matches only real network cards. Its number puts it before the file that
 * systemd-network-generator makes from ip=dhcp.
 */
const NETWORK = `[Match]
Type=ether
Kind=!*

[Network]
DHCP=ipv4
KeepConfiguration=yes

[DHCPv4]
ClientIdentifier=mac
`

/** Each guest makes its own host keys: those made with the package would be the same for all. */
const HOST_KEYS = `[Service]
ExecStartPre=
ExecStartPre=/usr/bin/ssh-keygen -A
ExecStartPre=/usr/sbin/sshd -t
`
