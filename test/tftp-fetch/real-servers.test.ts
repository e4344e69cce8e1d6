import { createHash, randomFillSync } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FetchReport } from '../support/fetch-client.ts'
import { atftpd, nginx, tftpdHpa } from '../support/file-servers.ts'
import { createLink, LINK_SERVER, type LinkShape } from '../support/link-emulator/link.ts'
import { listening } from '../support/listening.ts'
import { createNetwork, type Namespace, SERVER_ADDRESS, type TestNetwork } from '../support/network.ts'
import type { Running } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'

const real = suite('transfers from real servers')
const onNetwork = unless(needs('root', 'dnsmasq', 'in.tftpd', 'nginx'), real)

/** Around the edges of blocks and windows of every requested size. */
const SIZES = [
  0, 1, 511, 512, 513, 1467, 1468, 1469, 16383, 16384, 16385, 65463, 65464, 65465, 300_000, 1_048_575,
  1_048_576, 1_048_577, 5_000_000,
]

const SERVERS: Record<string, (place: Namespace, root: string) => Promise<Running>> = {
  'tftpd-hpa': (place, root) => tftpdHpa(place, root),
  atftpd: (place, root) => atftpd(place, root),
  dnsmasq: (place, root) => {
    const options = ['--keep-in-foreground', '--conf-file=/dev/null', '--port=0', '--pid-file', '--user=root']
    return listening(place, place.start(['dnsmasq', ...options, '--enable-tftp', `--tftp-root=${root}`]), 69)
  },
  nginx: (place, root) => nginx(place, root),
}

let network: TestNetwork
let root: string
let client: Namespace

real.before(async () => {
  if (needs('root') !== null) return
  network = await createNetwork()
  root = join(network.folder, 'root')
  mkdirSync(root)
  for (const size of SIZES) writeFileSync(join(root, `size-${size}`), randomFillSync(Buffer.alloc(size)))
  client = await network.join('client', { address: '192.0.2.2/24' })
})
real.after(() => network?.close())

/** Fetches files in the client's namespace, side by side, and compares what came. */
async function fetched(place: Namespace, base: string, names: string[], options = {}): Promise<FetchReport> {
  const words = names.flatMap((name) => [`${base}/${name}`, join(place.folder, name)])
  const command = [
    'node',
    '--import',
    'tsx',
    'test/support/fetch-client.ts',
    JSON.stringify(options),
    ...words,
  ]
  const report: FetchReport = JSON.parse(await place.check(command, { limit: 240 }))
  for (const [i, name] of names.entries()) {
    const { message, bytes } = report.files[i] ?? {}
    assert.is(message, undefined)
    assert.is(
      digest(join(place.folder, name)),
      digest(join(root, name)),
      `${name}: ${bytes} bytes, but others`,
    )
  }
  return report
}

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

for (const [name, start] of Object.entries(SERVERS)) {
  onNetwork(`take every size from ${name}`, async () => {
    const server = await start(network.server, root)
    try {
      const base = `${name === 'nginx' ? 'http' : 'tftp'}://${SERVER_ADDRESS}`
      for (let i = 0; i < SIZES.length; i += 4) {
        await fetched(
          client,
          base,
          SIZES.slice(i, i + 4).map((size) => `size-${size}`),
        )
      }
      const missing: FetchReport = JSON.parse(
        await client.check([
          'node',
          '--import',
          'tsx',
          'test/support/fetch-client.ts',
          '{}',
          `${base}/none`,
          '/dev/null',
        ]),
      )
      assert.is(missing.files[0]?.code, 'E_FETCH_NOT_FOUND')
    } finally {
      await server.stop()
    }
  })
}

onNetwork('roll over in blocks of 512 bytes', async () => {
  writeFileSync(join(root, 'large'), randomFillSync(Buffer.alloc(34_000_000)))
  const server = await tftpdHpa(network.server, root, ['--refuse', 'blksize', '--refuse', 'tsize'])
  try {
    await fetched(client, `tftp://${SERVER_ADDRESS}`, ['large'], { totalMs: 240_000 })
  } finally {
    await server.stop()
  }
})

onNetwork('resolve names by the DNS servers of the lease only', async () => {
  const options = [
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--no-resolv',
    '--no-hosts',
    '--local=/example/',
    '--pid-file',
    '--user=root',
  ]
  const answers = [`--address=/boot.example/${SERVER_ADDRESS}`, '--address=/v6.example/2001:db8::1']
  const command = ['dnsmasq', ...options, ...answers, '--enable-tftp', `--tftp-root=${root}`]
  const server = await listening(network.server, network.server.start(command), 53)
  try {
    await fetched(client, 'tftp://boot.example', ['size-513'], { dnsServers: [SERVER_ADDRESS] })
    const words = [
      JSON.stringify({ dnsServers: [SERVER_ADDRESS] }),
      'tftp://v6.example/a',
      '/dev/null',
      'tftp://other/a',
      '/dev/null',
    ]
    const { files }: FetchReport = JSON.parse(
      await client.check(['node', '--import', 'tsx', 'test/support/fetch-client.ts', ...words]),
    )
    assert.is(files[0]?.code, 'E_FETCH_NOT_FOUND')
    assert.match(files[0]?.message ?? '', `cannot resolve v6.example: DNS server ${SERVER_ADDRESS}`)
    assert.match(files[1]?.message ?? '', 'cannot resolve other')
  } finally {
    await server.stop()
  }
})

const LINKS: Record<string, LinkShape> = {
  'a loss of 1 %': { delay: 500, loss: 1 },
  'a loss of 5 %': { delay: 500, loss: 5 },
  'a reordering of 25 %': { delay: 500, reorder: 25 },
  'jitter, and 5 % that come twice': { delay: 500, jitter: 200, duplicate: 5 },
}
for (const [what, shape] of Object.entries(LINKS)) {
  for (const [name, start] of Object.entries(SERVERS)) {
    onNetwork(`bear ${what} with ${name}`, async () => {
      const lossy = await createNetwork()
      try {
        const link = await createLink(lossy, shape)
        await start(lossy.server, root)
        const base = `${name === 'nginx' ? 'http' : 'tftp'}://${LINK_SERVER}`
        await fetched(link.client, base, ['size-300000', 'size-1469'])
      } finally {
        await lossy.close()
      }
    })
  }
}

onNetwork('need no more memory for a large file', async () => {
  const server = await nginx(network.server, root, ['sendfile on;'])
  const tftp = await atftpd(network.server, root)
  try {
    writeFileSync(join(root, 'small'), randomFillSync(Buffer.alloc(1_000_000)))
    writeFileSync(join(root, 'large'), Buffer.alloc(300_000_000, 'large'))
    for (const scheme of ['http', 'tftp']) {
      const [small, large] = [
        await fetched(client, `${scheme}://${SERVER_ADDRESS}`, ['small']),
        await fetched(client, `${scheme}://${SERVER_ADDRESS}`, ['large']),
      ]
      const more = (large.peakKib - small.peakKib) / 1024
      assert.ok(more < 16, `${scheme}: ${more.toFixed(1)} MiB more`)
    }
  } finally {
    await server.stop()
    await tftp.stop()
  }
})

real.run()
