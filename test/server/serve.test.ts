import { existsSync, mkdtempSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EMPTY_PACKET, encodePacket, OPTIONS, writeOptions } from '../../src/udhcp-client/codec/index.ts'
import { type BootTree, writeBootTree } from '../support/boot-tree.ts'
import { listening } from '../support/listening.ts'
import { createNetwork, type Namespace, type TestNetwork } from '../support/network.ts'
import { type Running, until } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { sendFrom } from '../support/send-datagrams.ts'
import { udhcpc } from '../support/udhcpc.ts'
import { unpacked } from '../support/unpacked.ts'

const serve = suite('tspxeboot serve')
const test = unless(needs('root', 'ip', 'curl', 'tftp'), serve)

const PROGRAM = resolve('bin/tspxeboot')
const MAC = '00:16:3e:11:22:33'
const URL = '192.0.2.1'

let network: TestNetwork
let tree: BootTree
let guest: Namespace
let other: Namespace
let state: string
let server: Running | undefined

const said = () => server?.output() ?? ''

serve.before(async () => {
  network = await createNetwork()
  tree = writeBootTree(network.folder, { 'exact.img': Buffer.alloc(1408 * 10, 7) })
  guest = await network.join('guest', { mac: MAC })
  other = await network.join('other', { mac: '00:16:3e:00:00:09' })
})
serve.after(() => network.close())
serve.before.each(() => {
  state = mkdtempSync(join(network.folder, 'state-'))
})
serve.after.each(async () => {
  await server?.stop('SIGKILL')
  for (const place of [guest, other]) await place.check(['ip', 'address', 'flush', 'dev', 'eth0'])
})

async function start(options: string[], place = network.server, port = 67): Promise<void> {
  const command = [PROGRAM, 'serve', tree.root, '--interface=eth0', `--state-dir=${state}`, ...options]
  // DHCP is the last that it opens.
  server = await listening(place, place.start(command), port)
}

function discoverOf(mac: string): Buffer {
  const options = writeOptions(OPTIONS, { messageType: 'DISCOVER' })
  return encodePacket({ ...EMPTY_PACKET, op: 'request', xid: 7, broadcast: true, chaddr: mac, options })
}

function ini(text: string): string {
  const file = join(network.folder, 'file.ini')
  writeFileSync(file, text)
  return file
}

/** Gives the guest an address by hand, for tests without DHCP. */
async function addressed(): Promise<void> {
  await guest.check(['ip', 'address', 'add', '192.0.2.77/24', 'dev', 'eth0'])
}

/** sha256 of what `command` left in the file OUT, which stands for a path in it. */
async function fetched(...command: string[]): Promise<string> {
  const out = join(guest.folder, 'out')
  await guest.check(command.map((word) => (word === 'OUT' ? out : word)))
  return (await guest.check(['sha256sum', out])).slice(0, 64)
}

test('gives udhcpc a lease with the boot file', async () => {
  await start(['--bootfile=pxelinux.0'])
  const lease = await udhcpc(guest)
  assert.is(lease.ip, '192.0.2.128')
  assert.is(lease.siaddr, URL)
  assert.is(lease.boot_file, 'pxelinux.0')
  assert.is(lease.subnet, '255.255.255.0')
  assert.match(said(), `dhcp ${MAC} request: ack 192.0.2.128 pxelinux.0`)
})

test('gives a client the address that is reserved for it', async () => {
  const file = ini(
    `[host "${MAC}"]\nip = 192.0.2.5\nhostname = web1\nnext-server = 192.0.2.9\ngateway = 192.0.2.254\n`,
  )
  await start(['--range=none', `--reservations=${file}`])
  const lease = await udhcpc(guest)
  assert.is(lease.ip, '192.0.2.5')
  assert.is(lease.hostname, 'web1')
  assert.is(lease.siaddr, '192.0.2.9')
  assert.is(lease.router, '192.0.2.254')
})

test('gives every client the address that it had before a restart', async () => {
  await start([])
  assert.is((await udhcpc(guest)).ip, '192.0.2.128')
  assert.is((await udhcpc(other)).ip, '192.0.2.129')
  await server?.stop('SIGKILL')
  await start([])
  assert.is((await udhcpc(other)).ip, '192.0.2.129')
  assert.is((await udhcpc(guest)).ip, '192.0.2.128')
})

test('asks who has an address before it offers it to a client that is new to it', async () => {
  // The kernel has learned of both; only one is still there.
  for (const address of ['192.0.2.128/24', '192.0.2.129/24'])
    await other.check(['ip', 'address', 'add', address, 'dev', 'eth0'])
  for (const address of ['192.0.2.128', '192.0.2.129'])
    await other.check([unpacked('busybox'), 'ping', '-c3', '-i0.2', '-I', address, URL])
  await other.check(['ip', 'address', 'delete', '192.0.2.129/24', 'dev', 'eth0'])
  await start([])
  assert.is((await udhcpc(guest)).ip, '192.0.2.129')
  assert.match(said(), 'dhcp 192.0.2.128 is in use by 00:16:3e:00:00:09')
})

test('goes on if leases cannot be saved, and says so', async () => {
  state = join(state, 'file')
  writeFileSync(state, '')
  await start([])
  assert.is((await udhcpc(guest)).ip, '192.0.2.128')
  await until(() => said().includes(`cannot write ${state}/leases-192.0.2.1.jsonl`), said, 10)
})

test('logs into a file that may be rotated; --quiet leaves only warnings, on the terminal', async () => {
  const file = join(state, 'log')
  await start([`--log-file=${file}`])
  await addressed()
  const get = () => guest.check(['curl', '-sS', '-o', '/dev/null', `http://${URL}/vmlinuz`])
  // A line may follow the bytes that it tells of.
  const holds = (path: string, line: RegExp) =>
    until(
      () => existsSync(path) && line.test(readFileSync(path, 'utf8')),
      () => `${line} in ${path}`,
      10,
    )
  await get()
  await holds(file, /: serving [\s\S]*http 192\.0\.2\.77 \/vmlinuz: 6291456 bytes/)
  renameSync(file, `${file}.1`)
  await get()
  await holds(file, /^tspxeboot: http 192\.0\.2\.77 \/vmlinuz: 6291456 bytes in \d+ ms\n$/)
  assert.is(said(), '')
  await server?.stop()
  await start(['--quiet', '--bootfile=pxelinux.O'])
  await get()
  await until(() => said() !== '', said, 10)
  assert.match(said(), /^tspxeboot: warning: --bootfile: .* is not in the tree\n$/)
})

test('runs with the rights that its systemd unit leaves it', async () => {
  const unit = readFileSync('scripts/packaging/tspxeboot-serve.service', 'utf8')
  const rights = /^CapabilityBoundingSet=(.*)$/m
    .exec(unit)?.[1]
    ?.toLowerCase()
    .replaceAll('cap_', '+')
    .split(' ')
  const bounds = ['setpriv', '--no-new-privs', `--bounding-set=-all,${rights?.join()}`]
  const command = [PROGRAM, 'serve', tree.root, '--interface=eth0', `--state-dir=${state}`]
  server = await listening(network.server, network.server.start([...bounds, ...command]), 67)
  assert.match(readFileSync(`/proc/${server.pid}/status`, 'latin1'), /^CapBnd:\t0000000000003400$/m)
  assert.is((await udhcpc(guest)).ip, '192.0.2.128')
})

test('logs requests in JSON, whatever bytes they hold', async () => {
  await start(['--log-format=json'])
  await addressed()
  await guest.run(['tftp', '-m', 'binary', URL, '-c', 'get', 'größe\x9b', '/dev/null'])
  assert.match(said(), /"event":"FileRefused".*"name":"größe\\u009b"/)
})

test('sends files to the TFTP clients of busybox, tftp-hpa and curl', async () => {
  await start([])
  await addressed()
  const clients = [
    ['curl', '-sS', '-m60', '-o', 'OUT', `tftp://${URL}/vmlinuz`],
    ['curl', '-sS', '-m60', '--tftp-blksize', '1408', '-o', 'OUT', `tftp://${URL}/vmlinuz`],
    ['curl', '-sS', '-m60', '--tftp-no-options', '-o', 'OUT', `tftp://${URL}/vmlinuz`],
    ['tftp', '-m', 'binary', URL, '-c', 'get', 'vmlinuz', 'OUT'],
    [unpacked('busybox'), 'tftp', '-g', '-r', 'vmlinuz', '-l', 'OUT', URL],
    [unpacked('busybox'), 'tftp', '-b', '1468', '-g', '-r', '/./x/../vmlinuz', '-l', 'OUT', URL],
  ]
  for (const client of clients) assert.is(await fetched(...client), tree.kernel, client.join(' '))
})

test('sends files by HTTP, whole, in part, and only if they have changed', async () => {
  await start([])
  await addressed()
  assert.is(await fetched('curl', '-sS', '-o', 'OUT', `http://${URL}/initrd.img`), tree.initrd)
  const get = (...options: string[]) =>
    guest.check(['curl', '-sS', '-m10', '-o', '/dev/null', '-w', '%{http_code} %{size_download}', ...options])
  assert.is(await get('-r', '10-19', `http://${URL}/vmlinuz`), '206 10')
  assert.is(await get('-r', '-5', `http://${URL}/vmlinuz`), '206 5')
  assert.is(await get('-r', '99999999-', `http://${URL}/vmlinuz`), '416 22')
  assert.is(await get('-X', 'POST', `http://${URL}/vmlinuz`), '405 19')
  assert.is(await get('-H', 'If-Range: "other"', '-r', '0-9', `http://${URL}/vmlinuz`), `200 ${6 << 20}`)
  const head = await guest.check(['curl', '-sSI', `http://${URL}/vmlinuz`])
  assert.match(head, `Content-Length: ${6 << 20}`)
  const tag = /ETag: (\S+)/.exec(head)?.[1] ?? ''
  assert.is(await get('-H', `If-None-Match: ${tag}`, `http://${URL}/vmlinuz`), '304 0')
  assert.is(await get('-H', `If-Range: ${tag}`, '-r', '0-9', `http://${URL}/vmlinuz`), '206 10')
})

test('no name leads out of the tree', async () => {
  writeFileSync(join(network.folder, 'secret'), 'secret')
  symlinkSync(join(network.folder, 'secret'), join(tree.root, 'link'))
  symlinkSync(network.folder, join(tree.root, 'folder'))
  symlinkSync('vmlinuz', join(tree.root, 'inner'))
  await start([])
  await addressed()
  for (const name of [
    'link',
    'folder/secret',
    '../secret',
    'pxelinux.cfg/../../secret',
    '..\\secret',
    '%2e%2e/secret',
  ]) {
    const tftp = await guest.run(['curl', '-sS', '-m5', '--path-as-is', `tftp://${URL}/${name}`])
    assert.is.not(tftp.status, 0, name)
    const http = await guest.run(['curl', '-fsS', '-m5', '--path-as-is', `http://${URL}/${name}`])
    assert.is(http.status, 22, name)
    assert.not.match(tftp.stdout + http.stdout, 'secret')
  }
  assert.is(await fetched('curl', '-sS', '-o', 'OUT', `tftp://${URL}/inner`), tree.kernel)
})

/** Runs in the guest's namespace: sends each datagram to the server's ports, and a byte to a transfer's own port. */
const ATTACK = `
const { createSocket } = require('node:dgram'), { randomBytes } = require('node:crypto')
const socket = createSocket('udp4')
const send = (bytes, port) => socket.send(bytes, port, '${URL}')
for (let size = 0; size < 700; size += 7) for (const port of [67, 69]) send(randomBytes(size), port)
for (let size = 0; size < 12; size += 1) send(Buffer.from('\\0\\x01x\\0octet\\0').subarray(0, size), 69)
send(Buffer.from('\\0\\x01constructor\\0octet\\0'), 69)
send(Buffer.from('\\0\\x01vmlinuz\\0octet\\0blksize\\0' + '9'.repeat(300) + '\\0tsize\\0'), 69)
let hits = 0
socket.on('message', (packet, { port }) => {
  if (port === 69) return
  for (const bytes of [Buffer.alloc(1), Buffer.alloc(0), Buffer.from([0, 4, 255, 255]), Buffer.from([0, 3])]) send(bytes, port)
  if ((hits += 1) === 3) process.exit(0)
})
setTimeout(() => process.exit(1), 8000)
setTimeout(() => send(Buffer.from('\\0\\x01vmlinuz\\0octet\\0'), 69), 200)
`

test('lives through hostile datagrams to all its ports', async () => {
  await start([])
  await addressed()
  await guest.check(['node', '-e', ATTACK], { limit: 20 })
  assert.is(await fetched('curl', '-sS', '-m60', '-o', 'OUT', `tftp://${URL}/vmlinuz`), tree.kernel)
  assert.is((await udhcpc(guest)).ip, '192.0.2.128')
})

test('a datagram from port 0 ends neither TFTP nor DHCP', async () => {
  await start([])
  await addressed()
  const read = Buffer.from('\0\x01vmlinuz\0octet\0')
  const write = Buffer.from('\0\x02new\0octet\0')
  await sendFrom(guest, { source: '192.0.2.77', port: 0 }, { address: URL, port: 69 }, [read, write])
  const discover = discoverOf(MAC)
  await sendFrom(guest, { source: '0.0.0.0', port: 0 }, { address: '255.255.255.255', port: 67 }, [
    discover,
    Buffer.alloc(0),
  ])
  assert.is(await fetched('curl', '-sS', '-m60', '-o', 'OUT', `tftp://${URL}/vmlinuz`), tree.kernel)
  assert.is((await udhcpc(guest)).ip, '192.0.2.128')
  const dropped = said().match(/dropped a datagram of 192\.0\.2\.77: from port 0/g)
  assert.is(dropped?.length, 2, said())
  assert.match(said(), `dhcp ${MAC} discover: offer`)
})

test('serves no interface that it was not given, and no stranger', async () => {
  await network.join('server', { bridge: 'other', interfaceName: 'eth1', address: '203.0.113.1/24' })
  const stranger = await network.join('stranger', { bridge: 'other', address: '203.0.113.5/24' })
  await start([])
  await stranger.check(['ip', 'route', 'add', '192.0.2.0/24', 'via', '203.0.113.1'])
  const curl = ['curl', '-sS', '-m2', '-o', '/dev/null']
  // Who listens on the address alone is reached.
  const plain = ['python3', '-m', 'http.server', '--bind', URL, '8080']
  const reached = await listening(network.server, network.server.start(plain), 8080, 'tcp')
  assert.is((await stranger.run([...curl, `http://${URL}:8080/`])).status, 0)
  await reached.stop('SIGKILL')
  assert.is.not((await stranger.run([...curl, `http://${URL}/vmlinuz`])).status, 0)
  assert.is.not((await stranger.run([...curl, `tftp://${URL}/vmlinuz`])).status, 0)
  assert.is.not((await stranger.run([...curl, 'http://203.0.113.1/vmlinuz'])).status, 0)
  const busybox = unpacked('busybox')
  const discover = [
    busybox,
    'udhcpc',
    '-i',
    'eth0',
    '-n',
    '-q',
    '-f',
    '-s',
    '/bin/true',
    '-t',
    '2',
    '-T',
    '1',
  ]
  assert.is.not((await stranger.run(discover)).status, 0)
  assert.is((await other.run(discover)).status, 0)
  await server?.stop()
  await start(['--proxy'], network.server, 4011)
  await other.check(['ip', 'address', 'add', '192.0.2.88/24', 'dev', 'eth0'])
  assert.is(await askProxy(stranger), 'silence')
  assert.is(await askProxy(other), 'an answer')
})

/** Asks the proxy on port 4011 what to boot. */
async function askProxy(place: Namespace): Promise<string> {
  const client = { vendorClass: 'PXEClient:Arch:00007:UNDI:003016', architectures: [7] }
  const options = writeOptions(OPTIONS, { messageType: 'REQUEST', ...client })
  const packet = encodePacket({ ...EMPTY_PACKET, op: 'request', xid: 7, chaddr: MAC, options })
  const script = `
import socket
asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asker.settimeout(3)
asker.sendto(bytes.fromhex('${packet.toString('hex')}'), ('${URL}', 4011))
try:
    asker.recv(2000)
    print('an answer')
except TimeoutError:
    print('silence')`
  return (await place.check(['python3', '-c', script])).trim()
}

test('sets its address for the time of the run and ends cleanly', async () => {
  const place = await network.join('lab')
  await start(['--address=192.0.2.1/24'], place)
  assert.match(
    await place.check(['ip', '-4', 'address', 'show', 'eth0']),
    'inet 192.0.2.1/24 brd 192.0.2.255',
  )
  assert.is(await server?.stop('SIGTERM'), 0)
  assert.not.match(await place.check(['ip', '-4', 'address', 'show', 'eth0']), 'inet')
  assert.match(said(), 'no longer serving on eth0')
})

const MISTAKES: [string, string[], number, RegExp][] = [
  ['an interface that is not there', ['--interface=eth9'], 1, /E_NETWORK: .*eth9/],
  ['an address that is none', ['--interface=xenbr0', '--address=192.0.2.1'], 2, /E_USAGE: .*192\.0\.2\.1/],
  [
    'reservations that are a folder',
    ['--interface=xenbr0', '--reservations=/tmp'],
    2,
    /E_USAGE: cannot read \/tmp: EISDIR/,
  ],
  [
    'a log that cannot be written',
    ['--interface=xenbr0', '--log-file=/none/log'],
    1,
    /E_OUTPUT: .*\/none\/log/,
  ],
  ['a proxy with a range', ['--interface=xenbr0', '--proxy', '--range=none'], 2, /E_USAGE: --proxy gives no/],
  ['an interface without an address', ['--interface=xenbr0'], 1, /E_NETWORK: xenbr0 has no IPv4 address/],
  ['a fixture that is not there', ['--interface=xenbr0', '--fixture=/none.ini'], 2, /E_USAGE: .*none\.ini/],
]
for (const [name, options, status, said] of MISTAKES) {
  test(`says what is wrong with ${name}`, async () => {
    const ended = await network.host.run([PROGRAM, 'serve', tree.root, ...options], { limit: 10 })
    assert.is(ended.status, status)
    assert.match(ended.stderr, said)
  })
}

test('says at its start that a boot file which was named is missing', async () => {
  await start(['--bootfile=pxelinux.O'])
  assert.match(said(), 'warning: --bootfile: the boot file pxelinux.O is not in the tree')
})

test('says that another DHCP server has the port', async () => {
  await start([])
  const ended = await network.server.run([PROGRAM, 'serve', tree.root, '--interface=eth0'], { limit: 10 })
  assert.is(ended.status, 1)
  assert.match(ended.stderr, /E_NETWORK: .*port 69: .*EADDRINUSE.*another TFTP server/s)
})

test('plays the faults of a fixture', async () => {
  const fixture = ini(`[dhcp]
bootfile = pxelinux.0
[host "${MAC}"]
ignore-first = 1
nak-first = 1
delay-ms = 50
next-server = none
option-15 = example.org
[tftp "vmlinuz"]
answer = missing
[tftp "initrd.img"]
stop-after = 4
[tftp "pxelinux.cfg/default"]
answer = denied
[tftp "exact.img"]
size = 9
`)
  await start([`--fixture=${fixture}`])
  const lease = await udhcpc(guest, ['-T', '1', '-A', '1', '-t', '6', '-O', 'domain'])
  assert.is(lease.siaddr, undefined)
  assert.is(lease.domain, 'example.org')
  assert.match(said(), /discover: not answered, so the fixture says[\s\S]*nak 0\.0\.0\.0[\s\S]*request: ack/)
  await addressed()
  const status = async (name: string, ...options: string[]) =>
    (await guest.run(['curl', '-sS', '-m2', '-o', '/dev/null', ...options, `tftp://${URL}/${name}`])).status
  assert.is(await status('vmlinuz'), 68)
  assert.is(await status('pxelinux.cfg/default'), 69)
  assert.is(await status('initrd.img'), 28)
  const told = await guest.run(['curl', '-sSv', '-m5', '-o', '/dev/null', `tftp://${URL}/exact.img`])
  assert.match(told.stderr, 'tsize parsed from OACK (9)')
})

test('plays a second server next to its own', async () => {
  const fixture = ini(`[host "${MAC}"]
ip = 192.0.2.5
delay-ms = 500
[host "${MAC}" server "192.0.2.2"]
ip = 192.0.2.6
`)
  await start([`--fixture=${fixture}`])
  const lease = await udhcpc(guest, ['-T', '2'])
  assert.is(lease.ip, '192.0.2.6')
  assert.is(lease.serverid, '192.0.2.2')
  assert.match(said(), `request: not answered, the client chose 192.0.2.2`)
})

serve.run()
