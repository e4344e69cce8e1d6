// Where the bench runs: a network of namespaces with its servers and boot files, over one kind of link.
import { randomFillSync } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from '../../test/support/bundle.ts'
import { nginx, tftpdHpa } from '../../test/support/file-servers.ts'
import { createLink, type LinkShape } from '../../test/support/link-emulator/link.ts'
import { listening } from '../../test/support/listening.ts'
import { createNetwork, type Namespace } from '../../test/support/network.ts'
import { unpacked } from '../../test/support/unpacked.ts'

/** The servers, by the names of their programs. */
export const SERVERS = ['atftpd', 'tftpd', 'nginx'] as const
/** The name of a server. */
export type ServerName = (typeof SERVERS)[number]

/** The port that each server listens on. */
export const PORTS: Readonly<Record<ServerName, number>> = { atftpd: 6969, tftpd: 69, nginx: 80 }

/** `shape` null: a veth pair on a bridge. */
export const LINKS: readonly { name: string; shape: LinkShape | null; back?: LinkShape }[] = [
  { name: 'veth', shape: null },
  { name: '0.2 ms', shape: { delay: 90 } },
  { name: '1 ms', shape: { delay: 490 } },
  { name: '10 ms', shape: { delay: 4990 } },
  { name: '1 ms, 0.1 % loss', shape: { delay: 490, loss: 0.1 } },
]

/** A network that the bench runs in. */
export interface Place {
  name: string
  isEmulated: boolean
  client: Namespace
  /** The servers' root: `config`, `kernel` (10 MB), `initrd` (40 MB). */
  root: string
  /** For fetched files; in memory if possible, because disks are not what is measured. */
  folder: string
  /** The bundled fetch-client. */
  program: string
  close(): Promise<void>
}

/** Makes the network with its servers. `shape`: the link's. */
export async function settle({ name, shape }: (typeof LINKS)[number]): Promise<Place> {
  const network = await createNetwork()
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tspxeboot-bench-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.on('exit', remove)
  const root = join(network.folder, 'root')
  mkdirSync(root)
  writeFileSync(join(root, 'config'), 'DEFAULT linux\n')
  writeFileSync(join(root, 'kernel'), randomFillSync(Buffer.alloc(10_000_000)))
  writeFileSync(join(root, 'initrd'), randomFillSync(Buffer.alloc(40_000_000)))
  const program = join(network.folder, 'fetch-client.mjs')
  await bundle('test/support/fetch-client.ts', program, { format: 'esm' })
  const { server } = network
  const command = [
    unpacked('atftpd'),
    '--daemon',
    '--no-fork',
    '--logfile',
    '-',
    '--verbose=1',
    '--user',
    'root.root',
  ]
  await listening(server, server.start([...command, '--port', String(PORTS.atftpd), root]), PORTS.atftpd)
  await tftpdHpa(server, root)
  await nginx(server, root, ['sendfile on;'])
  const link = shape === null ? null : await createLink(network, shape)
  return {
    name,
    isEmulated: link !== null,
    client: link?.client ?? (await network.join('client', { address: '192.0.2.2/24' })),
    root,
    folder,
    program,
    async close() {
      await link?.stop()
      await network.close()
      remove()
      process.removeListener('exit', remove)
    },
  }
}
