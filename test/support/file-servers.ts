// Real TFTP and HTTP servers, started in a namespace on a folder that every user can read.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listening } from './listening.ts'
import type { Namespace } from './network.ts'
import type { Running } from './processes.ts'
import { unpacked } from './unpacked.ts'

/** tftpd-hpa; `root` is where absolute and relative names begin. */
export function tftpdHpa(place: Namespace, root: string, options: string[] = []): Promise<Running> {
  const args = ['--foreground', '--address', '0.0.0.0:69', '--secure', ...options, root]
  return listening(place, place.start(['in.tftpd', ...args]), 69)
}

/** atftpd. It exits after 300 s without a request. */
export function atftpd(place: Namespace, root: string, options: string[] = []): Promise<Running> {
  const args = [
    '--daemon',
    '--no-fork',
    '--logfile',
    '-',
    '--user',
    'root.root',
    '--bind-address',
    '0.0.0.0',
    ...options,
    root,
  ]
  return listening(place, place.start([unpacked('atftpd'), ...args]), 69)
}

/** nginx on port 80. `directives` go into its server block. */
export function nginx(place: Namespace, root: string, directives: string[] = []): Promise<Running> {
  const config = join(place.folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${place.folder}/${kind};`,
  )
  writeFileSync(
    config,
    `user root; daemon off; pid ${place.folder}/nginx.pid; error_log stderr;
events {}
http {
  access_log ${place.folder}/access.log; ${temporary.join(' ')}
  server { listen 80; root ${root}; ${directives.join(' ')} }
}
`,
  )
  return listening(place, place.start(['nginx', '-e', 'stderr', '-c', config]), 80, 'tcp')
}

/**
 * NFS version 3 by nfs-ganesha, in user space, with the portmapper that a guest's initrd asks. `folder` is served under its
 * own path.
 */
export async function nfsGanesha(place: Namespace, folder: string, access: 'RO' | 'RW'): Promise<Running> {
  const config = join(place.folder, 'ganesha.conf')
  writeFileSync(
    config,
    // From version 6 on it asks for a right that root in a container may lack.
    `NFS_CORE_PARAM {
  Protocols = 3; Enable_NLM = false; Enable_RQUOTA = false; allow_set_io_flusher_fail = true;
}
EXPORT {
  Export_Id = 1; Path = "${folder}"; Pseudo = "${folder}"; Protocols = 3; SecType = sys;
  Access_Type = ${access}; Squash = No_Root_Squash;
  FSAL { Name = VFS; }
}
`,
  )
  // Both have sockets and state in /run and /var/lib, which network namespaces share.
  const script = `for own in /run /var/lib/nfs; do mount -t tmpfs tmpfs $own; done
mkdir -p /run/ganesha /var/lib/nfs/ganesha
rpcbind -w
exec ganesha.nfsd -F -L STDERR -f ${config} -p ${place.folder}/ganesha.pid`
  const server = place.start(['unshare', '--mount', 'sh', '-ec', script])
  return listening(place, server, 2049, 'tcp6')
}
