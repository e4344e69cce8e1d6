/**
 * The root directory of the client processes: a file system of their own with the system's programs and libraries,
 * certificates, Node and our code, all of it read-only. It contains nothing else of the host: no file, no socket, no
 * device, no /proc. A process whose root is not that of its mount namespace cannot make a user namespace either
 * (user_namespaces(7)), and so no namespace at all.
 */

import { randomBytes } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BootError } from '../../boot-error.ts'
import { runTool } from '../../guest-port/index.ts'
import { bindOptions, mountsBelow, readMounts } from './mounts.ts'

/** The root directory that the clients have. */
export interface ClientRoot {
  /** Where it is mounted in the room's mount namespace. */
  path: string
  /** The paths in it of the Node executable and of the bundle's folder. */
  node: string
  bundle: string
  /** Writes a file there that everyone can read. `path` begins with a slash, which is this root. */
  put(path: string, bytes: Buffer): void
}

/** A folder of the host, and where the clients see it. */
interface Shown {
  from: string
  to: string
}

/** Programs and libraries, in folders of their own or as links into /usr. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']
/** What TLS reads, where distributions have it, and the names of programs that are links. */
const SETTINGS = ['ssl', 'pki', 'ca-certificates', 'crypto-policies', 'alternatives'].map(
  (name) => `/etc/${name}`,
)
const LIBRARY_NAMES = '/etc/ld.so.cache'

/** Folders of every Linux system (FHS 3) that hold nothing that the clients see. */
const MOUNT_POINTS = ['/media', '/mnt', '/srv', '/opt', '/tmp']
const SCAFFOLD = 'rw,nosuid,nodev,noexec,mode=0755,size=1m'

/**
 * Makes it in the mount namespace of the process whose folder below /proc is `holder`. In mode `host` the host's resolver
 * resolves names, so its files are there too. Throws E_PERMISSION, E_NETWORK.
 */
export async function makeClientRoot(holder: string, mode: 'guest' | 'host'): Promise<ClientRoot> {
  const node = { from: dirname(process.execPath), to: '/node' }
  const bundle = { from: dirname(fileURLToPath(import.meta.url)), to: '/program' }
  const links = SYSTEM.filter(isLink)
  const folders = [
    ...SYSTEM.filter((path) => !links.includes(path) && existsSync(path)),
    ...(mode === 'host' ? ['/etc', ...resolverFolders()] : SETTINGS.filter((path) => existsSync(path))),
  ]
  const shown = [...folders.map((path) => ({ from: path, to: path })), node, bundle]
  const [scaffold = '', path = ''] = MOUNT_POINTS.filter(
    (point) => existsSync(point) && !shown.some(({ from }) => isWithin(from, point)),
  )
  if (path === '') throw noMountPoint()
  await mountAll(holder, [
    fstabLine('tspxeboot', scaffold, 'tmpfs', SCAFFOLD),
    ...bindLines(shown, scaffold),
    // The same file system again, read-only.
    fstabLine(scaffold, path, 'none', 'rbind,ro,nosuid,nodev,noexec'),
  ])
  const inside = `${holder}/root${scaffold}`
  for (const link of links) symlinkSync(readlinkSync(link), join(inside, link))
  if (mode === 'guest' && existsSync(LIBRARY_NAMES)) {
    mkdirSync(join(inside, dirname(LIBRARY_NAMES)), { recursive: true })
    copyFileSync(LIBRARY_NAMES, join(inside, LIBRARY_NAMES))
  }
  return {
    path,
    node: join(node.to, basename(process.execPath)),
    bundle: bundle.to,
    put: (path, bytes) => writeFileSync(join(inside, path), bytes, { mode: 0o444 }),
  }
}

/** Folders outside /etc with sockets and files that glibc resolves names by. */
function resolverFolders(): string[] {
  const folders = ['/run/systemd/resolve', '/run/nscd', dirname(realpathOf('/etc/resolv.conf'))]
  return [...new Set(folders)].filter((folder) => folder.startsWith('/run/') && existsSync(folder))
}

function bindLines(shown: readonly Shown[], below: string): string[] {
  const mounts = readMounts(readFileSync('/proc/self/mountinfo', 'utf8'))
  return shown.flatMap(({ from, to }) => [
    fstabLine(from, below + to, 'none', `rbind,ro,X-mount.mkdir,${bindOptions(mounts, from)}`),
    // rbind leaves the mounts within it writable: each is bound over itself, read-only.
    ...mountsBelow(mounts, from).map((point) =>
      fstabLine(
        point,
        below + to + point.slice(from.length),
        'none',
        `rbind,ro,${bindOptions(mounts, point)}`,
      ),
    ),
  ])
}

/** Makes all mounts with one mount(8). */
async function mountAll(holder: string, lines: readonly string[]): Promise<void> {
  const table = namelessFile(lines.join(''))
  try {
    await runTool('nsenter', [
      ...[`--mount=${holder}/ns/mnt`, 'mount', '--all'],
      ...['--fstab', `/proc/${process.pid}/fd/${table}`],
    ])
  } finally {
    closeSync(table)
  }
}

/** A descriptor of an unlinked file with this text. */
function namelessFile(text: string): number {
  const path = join(tmpdir(), `tspxeboot-${randomBytes(6).toString('hex')}`)
  const fd = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  writeSync(fd, text)
  return fd
}

/** A line of fstab(5). */
function fstabLine(from: string, to: string, type: string, options: string): string {
  return `${escaped(from)} ${escaped(to)} ${type} ${options} 0 0\n`
}

function escaped(path: string): string {
  return path.replace(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`)
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

function realpathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function noMountPoint(): BootError {
  return new BootError('E_NETWORK', {
    what: `the clients' file system needs two of the folders ${MOUNT_POINTS.join(', ')} as mount points`,
    hint: 'create two of them; neither may contain Node or tspxeboot',
  })
}
