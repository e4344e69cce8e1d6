// The clients that the bench compares, each with the settings that serve it best.
import type { FetchReport } from '../../test/support/fetch-client.ts'
import { unpacked } from '../../test/support/unpacked.ts'
import { type Place, PORTS, type ServerName } from './transfer-places.ts'

/** Seconds after which a run is stopped. */
const LIMIT = 5

/** What a client fetches in a run. */
export interface Errand {
  server: ServerName
  address: string
  /** Where the files go, in the order of the client's `files`. */
  outputs: string[]
}

/** A client to compare. `files`: names on the server. */
export interface Client {
  name: string
  files: string[]
  /** `isWhole`: it ended by itself and well. */
  run(place: Place, errand: Errand): Promise<{ ms: number; isWhole: boolean }>
}

/** This project's, one file and two side by side; the configuration is fetched before, as in a boot. */
export function ours(server: ServerName): Client[] {
  const scheme = server === 'nginx' ? 'http' : 'tftp'
  const run: Client['run'] = async ({ client, program }, { address, outputs }) => {
    const base = `${scheme}://${address}:${PORTS[server]}`
    const files = outputs.flatMap((output) => [`${base}/${output.replace(/^.*got-/, '')}`, output])
    const options = JSON.stringify({ first: `${base}/config`, totalMs: LIMIT * 1000 })
    const report: FetchReport = JSON.parse(await client.check(['node', program, options, ...files]))
    return { ms: report.ms, isWhole: report.files.every(({ bytes }) => bytes !== undefined) }
  }
  return [
    { name: 'tspxeboot', files: ['initrd'], run },
    { name: 'tspxeboot, both files', files: ['kernel', 'initrd'], run },
  ]
}

/** Other TFTP clients. */
export const TFTP_PEERS: readonly Client[] = [
  peer('tftp-hpa', ({ address, port, output }) => [
    'tftp',
    '-m',
    'binary',
    address,
    port,
    '-c',
    'get',
    'initrd',
    output,
  ]),
  ...[1428, 65464].map((size) =>
    peer(`curl, blksize ${size}`, ({ address, port, output }) => {
      const url = `tftp://${address}:${port}/initrd`
      return ['curl', '-s', '--tftp-blksize', String(size), '-o', output, url]
    }),
  ),
  ...[1428, 65464].map((size) =>
    peer(`busybox, blksize ${size}`, ({ address, port, output }) => {
      const options = ['-g', '-b', String(size), '-r', 'initrd', '-l', output]
      return [unpacked('busybox'), 'tftp', ...options, address, port]
    }),
  ),
  ...[
    [1428, 64],
    [1428, 16],
    [65464, 4],
  ].map(([size, window]) =>
    peer(`atftp, blksize ${size}, w${window}`, ({ address, port, output }) => {
      const options = ['--option', `blksize ${size}`, '--option', `windowsize ${window}`]
      return [unpacked('atftp'), ...options, '-g', '-r', 'initrd', '-l', output, address, port]
    }),
  ),
]

/** Other HTTP clients. */
export const HTTP_PEERS: readonly Client[] = [
  peer('curl', ({ address, output }) => ['curl', '-s', '-o', output, `http://${address}/initrd`]),
  peer('wget', ({ address, output }) => ['wget', '-q', '-O', output, `http://${address}/initrd`]),
]

function peer(
  name: string,
  command: (errand: { address: string; port: string; output: string }) => string[],
): Client {
  return {
    name,
    files: ['initrd'],
    async run({ client }, { server, address, outputs: [output = ''] }) {
      const words = command({ address, port: String(PORTS[server]), output })
      const started = performance.now()
      const { status } = await client.run(['timeout', String(LIMIT), ...words])
      return { ms: performance.now() - started, isWhole: status === 0 }
    },
  }
}
