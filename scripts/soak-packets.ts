// Sends hostile packets to live sockets (test/support/hostile-sender.ts) of `serve`, of a lab, and of boots on a network
// with a good server. The servers must still serve afterwards, and each boot must end with the right files. Needs root,
// and a build.
//     node --import tsx scripts/soak-packets.ts [PACKETS [SEED]]
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { linuxKernel, sha256, writeBootTree } from '../test/support/boot-tree.ts'
import { dnsmasq } from '../test/support/dhcp-servers.ts'
import { listening } from '../test/support/listening.ts'
import { BRIDGE, createNetwork, SERVER_ADDRESS, type TestNetwork } from '../test/support/network.ts'
import { udhcpc } from '../test/support/udhcpc.ts'

const PROGRAM = resolve('bin/tspxeboot')
const MAC = '00:16:3e:11:22:33'
const LIMIT_S = 3600

/** Packets that were sent to each, the boots that went well meanwhile, and what they told of the packets. */
export interface PacketCount {
  serve: number
  lab: number
  boots: { packets: number; done: number; refused: number }
}

/** Throws an Error that says what did not go as without these packets. */
export async function soakPackets(packets: number, seed: number): Promise<PacketCount> {
  return {
    serve: await withNetwork((site) => attackServe(site, packets, seed)),
    lab: await withNetwork((site) => attackLab(site, packets, seed)),
    boots: await withNetwork((site) => attackBoots(site, packets, seed)),
  }
}

interface Site {
  network: TestNetwork
  /** The boot tree, and sha256 of its kernel and initrd. */
  tree: string
  sums: string[]
}

async function withNetwork<T>(attack: (site: Site) => Promise<T>): Promise<T> {
  const network = await createNetwork()
  try {
    const files = { vmlinuz: linuxKernel(8_000_000), 'initrd.img': Buffer.alloc(16_000_000, 7) }
    const { root } = writeBootTree(network.folder, files)
    return await attack({ network, tree: root, sums: Object.values(files).map(sha256) })
  } finally {
    await network.close()
  }
}

const sender = (packets: number, seed: number, targets: string[]): string[] => [
  ...[process.execPath, '--import', 'tsx', 'test/support/hostile-sender.ts'],
  ...[String(packets), String(seed), ...targets],
]

function sentBy(output: string): number {
  return Math.max(0, ...[...output.matchAll(/^hostile (\d+)$/gm)].map(([, sent]) => Number(sent)))
}

const CURL = ['curl', '-sS', '-m60', `tftp://${SERVER_ADDRESS}/vmlinuz`, '-o']

async function attackServe({ network, tree, sums }: Site, packets: number, seed: number): Promise<number> {
  const { server } = network
  const stranger = await network.join('stranger', { address: '192.0.2.66/24' })
  const guest = await network.join('guest', { mac: MAC })
  const call = [PROGRAM, 'serve', tree, '--interface=eth0', `--state-dir=${network.folder}/state`]
  const running = await listening(server, server.start(call), 67)
  const sent = sentBy(await stranger.check(sender(packets, seed, [SERVER_ADDRESS]), { limit: LIMIT_S }))
  const { ip } = await udhcpc(guest)
  if (!ip?.startsWith('192.0.2.')) throw new Error(`serve gives no lease any more: ${running.output()}`)
  const got = join(network.folder, 'got')
  await stranger.check([...CURL, got])
  if (sha256(readFileSync(got)) !== sums[0]) throw new Error('serve sends another file')
  if ((await running.stop()) !== 0) throw new Error(`serve did not end well: ${running.output()}`)
  return sent
}

/** A stranger's namespace in the lab, joined to its bridge. */
const IN_LAB = `unshare --net sleep ${LIMIT_S} &
stranger=$!
until [ "$(readlink /proc/$stranger/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.05; done
ip link add p0 type veth peer name eth0 netns $stranger
ip link set p0 master ${BRIDGE} up
inside="nsenter --net=/proc/$stranger/ns/net"
$inside ip address add 192.0.2.66/24 dev eth0
$inside ip link set eth0 up
$inside ip route add default dev eth0
$inside "$@"
$inside curl -sS -m60 tftp://${SERVER_ADDRESS}/vmlinuz -o "$GOT"
kill $stranger`

async function attackLab({ network, tree, sums }: Site, packets: number, seed: number): Promise<number> {
  const got = join(network.folder, 'got')
  const command = ['sh', '-ec', IN_LAB, 'sh', ...sender(packets, seed, [SERVER_ADDRESS])]
  const { status, stdout, stderr } = await network.host.run(
    [PROGRAM, 'lab', `--tree=${tree}`, '--', ...command],
    {
      env: { GOT: got },
      limit: LIMIT_S,
    },
  )
  if (status !== 0) throw new Error(`the lab ended with ${status}: ${stderr}`)
  if (sha256(readFileSync(got)) !== sums[0]) throw new Error('the lab sends another file')
  return sentBy(stdout)
}

/** The sender stands where the boot server is: it hears from which ports the guest asks. */
async function attackBoots(
  { network, tree, sums }: Site,
  packets: number,
  seed: number,
): Promise<PacketCount['boots']> {
  const { host, server } = network
  await dnsmasq(server, {}, { tftpRoot: tree })
  await server.check(['ip', 'route', 'replace', 'default', 'dev', 'eth0'])
  const running = server.start(sender(packets, seed, []))
  const output = join(network.folder, 'out')
  let done = 0
  let refused = 0
  let over = false
  running.ended.then(() => {
    over = true
  })
  do {
    const call = [PROGRAM, `mac=${MAC}`, `bridge=${BRIDGE}`, `--output-directory=${output}`, '--debug']
    const { status, stderr } = await host.run(call, { limit: 300 })
    if (status !== 0) throw new Error(`boot ${done} ended with ${status}: ${stderr}`)
    const got = readdirSync(output)
      .sort()
      .map((file) => sha256(readFileSync(join(output, file))))
    if (got.join() !== sums.join()) throw new Error(`boot ${done} has other files: ${stderr}`)
    rmSync(output, { recursive: true })
    refused += stderr.match(/dropped a packet|refused a stray packet/g)?.length ?? 0
    done += 1
  } while (!over)
  return { packets: sentBy(running.output()), done, refused }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { serve, lab, boots } = await soakPackets(
    Number(process.argv[2] ?? 10_000),
    Number(process.argv[3] ?? 1),
  )
  console.log(`${serve} hostile packets to serve and ${lab} to a lab, which went on serving`)
  console.log(
    `${boots.packets} hostile packets to ${boots.done} boots, which refused ${boots.refused} that reached them and got the right files`,
  )
}
