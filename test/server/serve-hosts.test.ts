// `serve --hosts` with real clients, and a store that is edited while it runs.
import { mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
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
  await until(
    () => server.output().includes(`dhcp ${WEB1} (web1) request: ack 192.0.2.10 pxelinux.0`),
    server.output,
  )
  await web1.check(['ip', 'address', 'add', '192.0.2.10/24', 'dev', 'eth0'])
  await web1.check(['curl', '-sS', '-o', '/dev/null', 'http://192.0.2.1/vmlinuz'])
  await until(() => server.output().includes('http 192.0.2.10 (web1) /vmlinuz: 6291456 bytes'), server.output)
  await udhcpc(web2, ONCE).then(
    () => assert.unreachable(),
    () => {},
  )
  assert.not.match(server.output(), WEB2)
  // For the page.
  const kept = join(dirname(store), 'state/log-192.0.2.1.jsonl')
  await until(() => /"FileSent".*"host":"web1"/.test(readFileSync(kept, 'utf8')), server.output)
})

test('knows at once what is written while it runs, and keeps what it knew of a broken file', async () => {
  await start(`${NETWORK}dynamic = 192.0.2.100-192.0.2.100\n`)
  assert.is((await udhcpc(web1)).ip, '192.0.2.100')
  await edit(`${NETWORK}dynamic = 192.0.2.100-192.0.2.101\n${WEB2_ALONE}`, /1 host of/)
  assert.is((await udhcpc(web2)).ip, '192.0.2.11')
  assert.is((await udhcpc(web1)).ip, '192.0.2.100')
  await edit(
    `${NETWORK}dynamic = 192.0.2.100-192.0.2.101\n${WEB2_ALONE}ip6 = 2001:db8::1\n`,
    /warning: the server goes on with the hosts it knew: .*hosts\.ini:\d+: host web2: unknown key ip6/,
  )
  assert.is((await udhcpc(web2)).ip, '192.0.2.11')
  await edit(NETWORK + WEB1_ALONE + WEB2_ALONE, /2 hosts of/)
  assert.is((await udhcpc(web1)).ip, '192.0.2.10')
})

/** A store whose host boots a profile once, and what is written from it. */
async function orderOnce(...words: string[]): Promise<void> {
  tree = writeBootTree(mkdtempSync(join(network.folder, 'tree-')))
  await start(`${NETWORK}next-server = 192.0.2.1
[profile "install"]
kernel = vmlinuz
answers = late.sh
${WEB1_ALONE}boot = local
${WEB2_ALONE}[output "pxelinux"]
root = ${tree.root}
`)
  writeFileSync(join(dirname(store), 'late.sh'), `wget \${booted-url}\n`)
  await hostsCommand('boot', 'web1', '--profile=install', ...words)
  await hostsCommand('apply')
  await until(() => /hosts of[\s\S]*hosts of/.test(server.output()), server.output)
  await web1.check(['ip', 'address', 'add', '192.0.2.10/24', 'dev', 'eth0'])
  await web2.check(['ip', 'address', 'add', '192.0.2.11/24', 'dev', 'eth0'])
}

const hostsCommand = (...words: string[]) =>
  network.server.check([
    PROGRAM,
    'hosts',
    ...words,
    `--hosts=${store}`,
    `--state-dir=${dirname(store)}/state`,
  ])

const curl = (place: Namespace, url: string) => place.run(['curl', '-fsS', '-m20', url])
const CONFIG = `192.0.2.1/pxelinux.cfg/01-${WEB1.replaceAll(':', '-')}`

test('a host with a one-time boot boots its disk after it has got its kernel', async () => {
  await orderOnce('--once')
  assert.match((await curl(web1, `tftp://${CONFIG}`)).stdout, /KERNEL \/?vmlinuz/i)
  await curl(web2, 'tftp://192.0.2.1/vmlinuz')
  await web1.check(['curl', '-sSI', 'http://192.0.2.1/vmlinuz'])
  assert.not.match(server.output(), 'boots its disk')
  await web1.check(['curl', '-sS', '-o', '/dev/null', 'tftp://192.0.2.1/vmlinuz'])
  await until(() => /web1 has its kernel: from now on it boots its disk/.test(server.output()), server.output)
  assert.match((await curl(web1, `tftp://${CONFIG}`)).stdout, /LOCALBOOT/i)
})

test('a host that is to say so itself does it once, by the URL in its answer file and from its own address', async () => {
  await orderOnce('--until-booted')
  const late = (await curl(web1, 'http://192.0.2.1/hosts/web1/late.sh')).stdout
  const url = /http:\/\/192\.0\.2\.1\/booted\/[0-9a-f]{32}/.exec(late)?.[0] ?? late
  await curl(web1, 'tftp://192.0.2.1/vmlinuz')
  assert.is((await curl(web2, url)).status, 22)
  assert.is((await curl(web1, `${url.slice(0, -1)}x`)).status, 22)
  assert.match((await curl(web1, `tftp://${CONFIG}`)).stdout, /KERNEL/i)
  assert.is((await curl(web1, url)).stdout, 'web1 boots its disk from now on\n')
  assert.match((await curl(web1, `tftp://${CONFIG}`)).stdout, /LOCALBOOT/i)
  assert.is((await curl(web1, url)).status, 22)
})

test('keeps the MAC addresses that it heard, known or not', async () => {
  await start(NETWORK)
  await udhcpc(web2, ONCE).then(
    () => assert.unreachable(),
    () => {},
  )
  await server.stop()
  const heard = readFileSync(join(dirname(store), 'state/heard-192.0.2.1.jsonl'), 'utf8')
  assert.match(heard, new RegExp(`^\\{"mac":"${WEB2}","at":"20[^"]*"\\}\n$`))
})

test('says what is wrong with a store that it cannot start with', async () => {
  const file = join(network.folder, 'none.ini')
  const command = [PROGRAM, 'serve', tree.root, '--interface=eth0', `--hosts=${file}`]
  const ended = await network.server.run(command, { limit: 20 })
  assert.is(ended.status, 1)
  assert.match(ended.stderr, `E_HOSTS_NOT_FOUND: there is no store of hosts ${file}`)
})

hosts.run()
