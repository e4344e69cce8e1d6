// explain on a live network with nothing wrong: what it tells, and that it leaves no trace.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sha256 } from '../support/boot-tree.ts'
import { capture, chaddr } from '../support/capture.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { explain } from '../support/explain.ts'
import { nginx } from '../support/file-servers.ts'
import type { Namespace } from '../support/network.ts'
import { run, until } from '../support/processes.ts'
import { openPty } from '../support/pty.ts'
import { needs, unless } from '../support/requirements.ts'
import { MAC, PROGRAM, withSite } from './boots.ts'

const live = suite('explain on a live network')
const test = unless(needs('root', 'ip', 'dnsmasq', 'nginx', 'tcpdump'), live)

const SMALL = { 'initrd.img': 'i'.repeat(1001) }
const words = [MAC, '--bridge=xenbr0']

/** dnsmasq's leases, a line each. */
function leases(server: Namespace): string[] {
  const file = join(server.folder, 'dnsmasq.leases')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}

test('tells the whole way in order, and where each value comes from', () =>
  withSite(SMALL, async ({ net, tree }) => {
    const host = { mac: MAC, address: '192.0.2.91' }
    await dnsmasq(
      net.server,
      { hosts: [host], bootFile: 'x/pxelinux.0', pathPrefix: '' },
      { tftpRoot: tree.root },
    )
    const { status, stdout } = await net.host.run([PROGRAM, 'explain', ...words])
    assert.is(status, 0, stdout)
    const report = stdout.replace(/ +/g, ' ')
    const inOrder = [
      /^Guest\n guest 00:16:3e:11:22:33\n network xenbr0, as the guest, by the port pxe[0-9a-f]+\n xenbr0 up; ports leg1 /,
      /\nDHCP\n \d+ ms DISCOVER sent\n \d+ ms OFFER from 192\.0\.2\.1, address 192\.0\.2\.91, boot server 192\.0\.2\.1,/,
      / ms taken 192\.0\.2\.91 of 192\.0\.2\.1: the first to come\n no REQUEST was sent/,
      /\n boot server 192\.0\.2\.1 siaddr, from 192\.0\.2\.1\n boot file x\/pxelinux\.0 file, from 192\.0\.2\.1/,
      /\n prefix none option 210, from 192\.0\.2\.1\n/,
      /\nConfiguration on tftp:\/\/192\.0\.2\.1\n read by PXELINUX: the boot file is named pxelinux\.0\n\n not-found pxelinux\.cfg\/01-00-16-3e-11-22-33\n not-found pxelinux\.cfg\/C000025B/,
      /\n found pxelinux\.cfg\/default \d+ bytes\n/,
      /\n \* the default: DEFAULT linux, pxelinux\.cfg\/default:1\n/,
      /\nChosen: linux\n linux: DEFAULT, pxelinux\.cfg\/default:1\n\n shaped by\n/,
      /\n pxelinux\.cfg\/default:4 APPEND initrd=initrd\.img root=\/dev\/nfs ip=dhcp quiet\n/,
      /\nFiles\n kernel 6291456 bytes tftp:\/\/192\.0\.2\.1\/vmlinuz\n initrd 1001 bytes /,
      /\nThe hypervisor would get\n kernel <kernel:tftp:\/\/192\.0\.2\.1\/vmlinuz>\n/,
      /\nTime: \d+ ms \(network \d+, dhcp \d+, config \d+, files \d+\)\n network \|/,
      /\nIt boots\n linux\n$/,
    ]
    let at = 0
    for (const part of inOrder) {
      const found = part.exec(report.slice(at))
      assert.ok(found, `${part} is not behind the parts before it in\n${report}`)
      at += found?.index ?? 0
    }
    assert.not.match(stdout, '\x1b', 'no colours where there is no terminal')
  }))

test('takes no lease and leaves nothing behind', () =>
  withSite(SMALL, async ({ net, tree }) => {
    const server = await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const before = net.leftovers()
    const { error, events } = await explain(net.host, PROGRAM, words)
    assert.is(error, null)
    assert.equal(leases(net.server), [])
    assert.not.match(server.output(), 'DHCPREQUEST')
    assert.not(events.some(({ event }) => event === 'DhcpRequestSent'))
    assert.equal(net.leftovers(), before)
  }))

test('takes a lease with --take-lease, and gives it back', () =>
  withSite(SMALL, async ({ net, tree }) => {
    const server = await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const { error, events } = await explain(net.host, PROGRAM, [...words, '--take-lease'])
    assert.is(error, null)
    assert.ok(events.some(({ event }) => event === 'DhcpAckReceived'))
    const released = new RegExp(`DHCPACK.* ${MAC}[\\s\\S]*DHCPRELEASE.* ${MAC}`)
    await until(() => released.test(server.output()), server.output)
    assert.equal(leases(net.server), [])
  }))

test('tells of a second DHCP server, though it took no lease of the first', () =>
  withSite(SMALL, async ({ net, tree }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const rogue = await net.join('rogue', { address: '192.0.2.2/24' })
    await dnsmasq(rogue, { range: [160, 170], nextServer: '192.0.2.1' })
    const { events } = await explain(net.host, PROGRAM, words)
    const chosen = events.filter(({ event }) => event === 'DhcpOfferChosen')
    const passedOver = events.filter(({ event }) => event === 'DhcpOfferPassedOver')
    const servers = [...chosen, ...passedOver].map((event) => 'server' in event && event.server)
    assert.equal(servers.sort(), ['192.0.2.1', '192.0.2.2'])
    assert.ok(passedOver.every((event) => 'because' in event && event.because.includes('came')))
  }))

test('downloads with --download, shows what it got, and deletes it', () =>
  withSite(SMALL, async ({ net, tree }) => {
    await dnsmasq(net.server, { pathPrefix: 'http://192.0.2.1/' })
    await nginx(net.server, tree.root)
    const scratch = join(net.folder, 'scratch')
    mkdirSync(scratch)
    const before = net.leftovers()
    const command = [PROGRAM, 'explain', ...words, '--download']
    const { stdout } = await net.host.run(command, { env: { TMPDIR: scratch } })
    assert.match(stdout, `sha256         ${tree.kernel}`)
    assert.match(stdout, /format {9}Linux bzImage, boot protocol 2\.15/)
    assert.match(stdout, `sha256         ${sha256(Buffer.from(SMALL['initrd.img']))}`)
    assert.equal(readdirSync(scratch), [])
    assert.equal(net.leftovers(), before)
  }))

test('knows from HTTP how long a file is without its content', () =>
  withSite(SMALL, async ({ net, tree }) => {
    await dnsmasq(net.server, { pathPrefix: 'http://192.0.2.1/' })
    await nginx(net.server, tree.root)
    const { files } = await explain(net.host, PROGRAM, words)
    assert.equal(
      files.map(({ role, bytes }) => [role, bytes]),
      [
        ['kernel', 6 << 20],
        ['initrd', 1001],
      ],
    )
    const log = readFileSync(join(net.server.folder, 'access.log'), 'utf8')
    assert.not.match(log, 'GET /vmlinuz')
  }))

test('shows the downloads on a terminal while they last, and takes the line away', () =>
  withSite(SMALL, async ({ net, tree }) => {
    await dnsmasq(net.server, { pathPrefix: 'http://192.0.2.1/' })
    // Slow enough for some lines: 6 MiB in a second and a half.
    await nginx(net.server, tree.root, ['limit_rate 4m;'])
    const command = [PROGRAM, `mac=${MAC}`, 'bridge=xenbr0', `--output-directory=${net.folder}/out`]
    const pty = openPty(net.host.inside(command))
    assert.is(await pty.exit, 0)
    const drawn = pty.written().match(/\r\x1b\[K[^\r]*vmlinuz \d+\.\d MB \d+% \d+\.\d MB\/s/g) ?? []
    assert.ok(drawn.length >= 2, pty.written())
    assert.not.match(pty.screen().join('\n'), /MB\/s/)
    assert.match(pty.screen().join('\n'), 'tspxeboot: downloading kernel')
  }))

/** What tcpdump reads in a capture, and what it must hold: the guest's packets, in both directions. */
async function packets(file: string): Promise<string> {
  const { status, stdout, stderr } = await run(['tcpdump', '-n', '-e', '-r', file])
  assert.is(status, 0, stderr)
  return stdout
}

test('writes the packets of a boot into --pcap', () =>
  withSite(SMALL, async ({ net, tree }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const file = join(net.folder, 'boot.pcap')
    const { error } = await explain(net.host, PROGRAM, [...words, '--take-lease', `--pcap=${file}`])
    assert.is(error, null)
    const seen = await packets(file)
    assert.match(seen, / 02(:[0-9a-f]{2}){5} > ff:ff:ff:ff:ff:ff/)
    assert.match(seen, /BOOTP\/DHCP, Reply/)
    assert.match(seen, /192\.0\.2\.1\.69: .*RRQ "initrd\.img"/)
    const requests = seen.split('\n').filter((line) => line.includes('BOOTP/DHCP, Request'))
    assert.is(requests.length, 3, `DISCOVER, REQUEST and the RELEASE at the very end:\n${seen}`)
  }))

test('writes the packets of a run that fails into --pcap', () =>
  withSite({}, async ({ net }) => {
    const file = join(net.folder, 'failed.pcap')
    const { error } = await explain(net.host, PROGRAM, [...words, '--dhcp-timeout=1', `--pcap=${file}`])
    assert.is(error?.code, 'E_DHCP_TIMEOUT')
    assert.match(await packets(file), / 02(:[0-9a-f]{2}){5} > ff:ff:ff:ff:ff:ff/)
  }))

test('writes the guest’s packets on a device that is not a bridge into --pcap, and no others', () =>
  withSite(SMALL, async ({ net, tree }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const dom0 = await net.join('dom0', { address: '192.0.2.3/24' })
    const file = join(net.folder, 'macvlan.pcap')
    const looking = explain(dom0, PROGRAM, [MAC, '--interface=eth0', `--pcap=${file}`])
    await dom0.run(['curl', '--silent', '--max-time', '2', 'http://192.0.2.1/'])
    assert.is((await looking).error, null)
    const seen = await packets(file)
    assert.match(seen, /BOOTP\/DHCP, Reply/)
    assert.match(seen, /RRQ "vmlinuz"/)
    assert.not.match(seen, '192.0.2.3.')
  }))

test('what the command line says of the DHCP client is what goes out', () =>
  withSite(SMALL, async ({ net, tree }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const wire = await capture(net.server)
    const uuid = 'b8945908-d6a6-41a9-611d-74a6ab80b83d'
    const { status, stdout } = await net.host.run([
      ...[PROGRAM, 'explain', ...words, `--uuid=${uuid}`, '--client-id=ff0102'],
      ...['--user-class=blades', '--vendor-class=Lab', '--arch=7'],
    ])
    assert.is(status, 0, stdout)
    const discover =
      (await wire.stop()).find((frame) => chaddr(frame) === MAC)?.udp?.payload ?? Buffer.alloc(0)
    for (const option of [
      Buffer.from([61, 3, 0xff, 1, 2]),
      Buffer.from('\x3c\x03Lab'),
      Buffer.from('\x4d\x06blades'),
      Buffer.from([93, 2, 0, 7]),
      Buffer.from(`611100${uuid.replaceAll('-', '')}`, 'hex'),
    ]) {
      assert.ok(discover.includes(option), `option ${option[0]} in ${discover.toString('hex')}`)
    }
  }))

live.run()
