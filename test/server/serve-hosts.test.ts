// `serve --hosts` with real clients, and a store that is edited while it runs.
import { mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type BootTree, writeBootTree } from '../support/boot-tree.ts'
import { listening } from '../support/listening.ts'
import { createNetwork, type Namespace, type TestNetwork } from '../support/network.ts'
import { type Running, until } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { udhcpc } from '../support/udhcpc.ts'

const hosts = suite('tspxeboot serve --hosts')
const test = unless(needs('root', 'ip', 'curl'), hosts)

const PROGRAM = resolve('bin/tspxeboot')
const WEB1 = '00:16:3e:11:22:33'
const WEB2 = '00:16:3e:00:00:09'

const NETWORK = `[network "lab"]
subnet = 192.0.2.0/24
gateway = 192.0.2.254
`
const WEB1_ALONE = `[host "web1"]\nmac = ${WEB1}\nip = 192.0.2.10\n`
const WEB2_ALONE = `[host "web2"]\nmac = ${WEB2}\nip = 192.0.2.11\n`

let network: TestNetwork
let tree: BootTree
let web1: Namespace
let web2: Namespace
let store: string
let server: Running

hosts.before(async () => {
  network = await createNetwork()
  tree = writeBootTree(network.folder)
  web1 = await network.join('web1', { mac: WEB1 })
  web2 = await network.join('web2', { mac: WEB2 })
})
hosts.after(() => network.close())
hosts.after.each(async () => {
  await server?.stop('SIGKILL')
  for (const place of [web1, web2]) await place.check(['ip', 'address', 'flush', 'dev', 'eth0'])
})

async function start(text: string): Promise<void> {
  const folder = mkdtempSync(join(network.folder, 'serve-'))
  store = join(folder, 'hosts.ini')
  writeFileSync(store, text)
  const words = ['--interface=eth0', `--state-dir=${folder}/state`, `--hosts=${store}`]
  server = await listening(network.server, network.server.start([PROGRAM, 'serve', tree.root, ...words]), 67)
}

/** As editors and `hosts` do it. */
async function edit(text: string, says: RegExp): Promise<void> {
  writeFileSync(`${store}.new`, text)
  renameSync(`${store}.new`, store)
  await until(() => says.test(server.output()), server.output)
}

const ONCE = ['-t', '1', '-T', '1']

test('knows the hosts of the file alone, and names them in its log', async () => {
  await start(NETWORK + WEB1_ALONE)
  const lease = await udhcpc(web1)
  assert.equal([lease.ip, lease.hostname, lease.router], ['192.0.2.10', 'web1', '192.0.2.254'])
  assert.match(server.output(), `dhcp ${WEB1} (web1) request: ack 192.0.2.10 pxelinux.0`)
  await web1.check(['ip', 'address', 'add', '192.0.2.10/24', 'dev', 'eth0'])
  await web1.check(['curl', '-sS', '-o', '/dev/null', 'http://192.0.2.1/vmlinuz'])
  assert.match(server.output(), 'http 192.0.2.10 (web1) /vmlinuz: 6291456 bytes')
  await udhcpc(web2, ONCE).then(
    () => assert.unreachable(),
    () => {},
  )
  assert.not.match(server.output(), WEB2)
})

test('knows at once what is written while it runs, and keeps what it knew of a broken file', async () => {
  await start(`${NETWORK}dynamic = 192.0.2.100-192.0.2.100\n`)
  assert.is((await udhcpc(web1)).ip, '192.0.2.100')
  await edit(`${NETWORK}dynamic = 192.0.2.100-192.0.2.101\n${WEB2_ALONE}`, /1 hosts of/)
  assert.is((await udhcpc(web2)).ip, '192.0.2.11')
  assert.is((await udhcpc(web1)).ip, '192.0.2.100')
  await edit(
    `${NETWORK}dynamic = 192.0.2.100-192.0.2.101\n${WEB2_ALONE}ip6 = 2001:db8::1\n`,
    /warning: goes on with the hosts it knew: .*hosts\.ini:\d+: host web2: unknown key ip6/,
  )
  assert.is((await udhcpc(web2)).ip, '192.0.2.11')
  await edit(NETWORK + WEB1_ALONE + WEB2_ALONE, /2 hosts of/)
  assert.is((await udhcpc(web1)).ip, '192.0.2.10')
})

test('says what is wrong with a store that it cannot start with', async () => {
  const file = join(network.folder, 'none.ini')
  const command = [PROGRAM, 'serve', tree.root, '--interface=eth0', `--hosts=${file}`]
  const ended = await network.server.run(command, { limit: 20 })
  assert.is(ended.status, 1)
  assert.match(ended.stderr, `E_HOSTS_NOT_FOUND: there is no store of hosts ${file}`)
})

hosts.run()
