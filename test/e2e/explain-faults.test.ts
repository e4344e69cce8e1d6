// The faults for which people reach for a packet sniffer, each made for real: the report names the cause.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CONFIG } from '../support/boot-tree.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { elfKernel, XEN_NOTES } from '../support/elf-kernel.ts'
import { type Explained, explain, verdict } from '../support/explain.ts'
import { nginx, tftpdHpa } from '../support/file-servers.ts'
import { mockBootServer } from '../support/mock-boot.ts'
import { BRIDGE } from '../support/network.ts'
import { run } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { udhcpc } from '../support/udhcpc.ts'
import { MAC, PROGRAM, type Site, withSite } from './boots.ts'

const faults = suite('explain on a network with a fault')
const test = unless(needs('root', 'ip', 'dnsmasq', 'in.tftpd', 'nginx'), faults)

const OTHER_MAC = '00:16:3e:99:88:77'

const look = ({ net }: Site, ...words: string[]): Promise<Explained> =>
  explain(net.host, PROGRAM, [MAC, `--bridge=${BRIDGE}`, '--dhcp-timeout=10', ...words])

/** For a network that gives no offer: nothing is gained by waiting for one. */
const lookBriefly = (site: Site, ...words: string[]): Promise<Explained> =>
  look(site, '--dhcp-timeout=1', ...words)

/** The run failed with `code`, and code, message or diagnosis say all of `causes`. */
function assertBlames(explained: Explained, code: string, ...causes: RegExp[]): void {
  const text = verdict(explained)
  assert.is(explained.status, 1, text)
  assert.is(explained.error?.code, code, text)
  assert.ok(explained.diagnosis.length > 0, text)
  for (const cause of causes) assert.match(text, cause)
}

const blamesNot = (explained: Explained, innocent: RegExp): void =>
  assert.not.match(explained.diagnosis.join('\n'), innocent)

test('the bridge is down', () =>
  withSite({}, async (site) => {
    await dnsmasq(site.net.server, {})
    await site.net.host.check(['ip', 'link', 'set', BRIDGE, 'down'])
    const explained = await lookBriefly(site)
    assertBlames(explained, 'E_DHCP_TIMEOUT', /xenbr0 is down: ip link set xenbr0 up/)
    blamesNot(explained, /filter|nobody answered|carrier/)
  }))

test('the bridge has no other port', () =>
  withSite({}, async (site) => {
    await dnsmasq(site.net.server, {})
    await site.net.host.check(['ip', 'link', 'add', 'lonely', 'type', 'bridge'])
    await site.net.host.check(['ip', 'link', 'set', 'lonely', 'up'])
    const explained = await lookBriefly(site, '--bridge=lonely')
    assertBlames(explained, 'E_DHCP_TIMEOUT', /lonely has no port but ours/)
    blamesNot(explained, /is down|carrier|nobody answered/)
  }))

test('no port of the bridge has a carrier', () =>
  withSite({}, async (site) => {
    await site.net.server.check(['ip', 'link', 'set', 'eth0', 'down'])
    const explained = await lookBriefly(site)
    assertBlames(explained, 'E_DHCP_TIMEOUT', /no port of xenbr0 is up and has a carrier \(leg1 has none\)/)
    blamesNot(explained, /filter|nobody answered/)
  }))

test('the bridge runs STP, and its new port does not pass anything yet', () =>
  withSite({}, async (site) => {
    await dnsmasq(site.net.server, {})
    await site.net.host.check(['ip', 'link', 'set', BRIDGE, 'type', 'bridge', 'stp_state', '1'])
    const explained = await lookBriefly(site)
    assertBlames(explained, 'E_DHCP_TIMEOUT', /xenbr0 runs STP.* passes nothing for 30 s/)
    blamesNot(explained, /a filter on this host drops/)
  }))

/** Filters of this host: each drops the DISCOVER. */
const FILTERS: Record<string, string[]> = {
  'iptables -S FORWARD': ['iptables', '-A', 'FORWARD', '-p', 'udp', '--dport', '67', '-j', 'DROP'],
  'ebtables -L': ['ebtables', '-A', 'FORWARD', '-o', 'leg1', '-j', 'DROP'],
}
for (const [where, rule] of Object.entries(FILTERS)) {
  const { status, stderr } = await run(['unshare', '--net', ...rule])
  unless(status === 0 ? needs('root', 'dnsmasq') : `no such filter here: ${stderr.trim()}`, faults)(
    `${rule[0]} on this host drops the DISCOVER`,
    () =>
      withSite({}, async (site) => {
        await dnsmasq(site.net.server, {})
        await site.net.host.run(['sysctl', '-w', 'net.bridge.bridge-nf-call-iptables=1'])
        await site.net.host.check(rule)
        const explained = await lookBriefly(site)
        assertBlames(explained, 'E_DHCP_TIMEOUT', /none came out of it by leg1: a filter on this host drops/)
        assert.ok(verdict(explained).includes(where), verdict(explained))
        blamesNot(explained, /nobody answered|carrier/)
      }),
  )
}

test('the DHCP server knows other guests only, whose replies are heard', () =>
  withSite({}, async (site) => {
    const hosts = [{ mac: OTHER_MAC, address: '192.0.2.60' }]
    await dnsmasq(site.net.server, { hosts }, { lines: ['dhcp-ignore=tag:!known'] })
    const other = await site.net.join('other', { mac: OTHER_MAC })
    let over = false
    const looking = look(site, '--dhcp-timeout=4').finally(() => {
      over = true
    })
    // It asks for broadcast answers, as boot ROMs do.
    while (!over) await udhcpc(other, ['-B', '-t', '1', '-T', '1'])
    const explained = await looking
    assertBlames(
      explained,
      'E_DHCP_TIMEOUT',
      /replies for other MAC addresses do arrive \(00:16:3e:99:88:77\)/,
    )
    assert.match(verdict(explained), `does not know ${MAC}`)
  }))

test('there is no DHCP server', () =>
  withSite({}, async (site) => {
    const explained = await lookBriefly(site)
    assertBlames(explained, 'E_DHCP_TIMEOUT', /left this host and nobody answered/)
    blamesNot(explained, /a filter on this host drops/)
  }))

test('the offer names no boot server', () =>
  withSite({}, async (site) => {
    await mockBootServer(site.net.server, { dhcp: 'no-boot-server' })
    assertBlames(await look(site), 'E_NO_BOOT_SERVER', /says nothing about booting: set next-server/)
  }))

test('no TFTP server runs on the boot server', () =>
  withSite({}, async (site) => {
    await dnsmasq(site.net.server, {})
    const explained = await look(site)
    assertBlames(explained, 'E_NETWORK', /192\.0\.2\.1 is up and refuses the port \(ICMP port unreach/)
    blamesNot(explained, /does not answer at all/)
  }))

test('no web server runs where the prefix leads', () =>
  withSite({}, async (site) => {
    await dnsmasq(site.net.server, { pathPrefix: 'http://192.0.2.1/boot/' })
    const explained = await look(site)
    assertBlames(explained, 'E_NETWORK', /192\.0\.2\.1 is up and refuses the connection/)
  }))

test('the TFTP server, or a firewall in front of it, is silent', () =>
  withSite({}, async (site) => {
    await dnsmasq(site.net.server, {})
    const hears = "require('node:dgram').createSocket('udp4').bind(69)"
    site.net.server.start([process.execPath, '-e', hears])
    const explained = await look(site)
    assertBlames(explained, 'E_FETCH_TIMEOUT', /192\.0\.2\.1 does not answer at all: is it up/)
    blamesNot(explained, /refuses the port/)
  }))

test('the TFTP server has no configuration', () =>
  withSite({}, async (site) => {
    await dnsmasq(site.net.server, {})
    await tftpdHpa(site.net.server, site.net.server.folder)
    const explained = await look(site)
    assertBlames(explained, 'E_CONFIG_NOT_FOUND', /has none of the names: create pxelinux\.cfg\/default/)
    blamesNot(explained, /does not answer|refuses/)
  }))

test('the kernel is not where the configuration says, and the initrd neither', () =>
  withSite({ 'pxelinux.cfg/default': CONFIG.replaceAll('vmlinuz', 'VMLINUZ') }, async (site) => {
    await dnsmasq(site.net.server, {}, { tftpRoot: site.tree.root })
    const explained = await look(site)
    assertBlames(explained, 'E_FETCH_NOT_FOUND', /VMLINUZ: no such file/, /upper and lower case differ/)
  }))

test('a web server gives a page for whatever it is asked', () =>
  withSite({ 'index.html': '<!DOCTYPE html><title>Welcome</title>' }, async (site) => {
    await dnsmasq(site.net.server, { pathPrefix: 'http://192.0.2.1/boot/' })
    await nginx(site.net.server, site.tree.root, ['error_page 404 =200 /index.html;'])
    const explained = await look(site)
    assertBlames(
      explained,
      'E_NO_ENTRY',
      /http:\/\/192\.0\.2\.1\/boot\/pxelinux\.cfg\/01-\S+ is an HTML page/,
    )
  }))

/** Kernels that are none for this guest: only who downloads them sees it. */
const KERNELS: Record<string, { kernel: Buffer; words?: string[]; says: RegExp }> = {
  'is for another architecture': {
    kernel: elfKernel([XEN_NOTES.entry], process.arch === 'x64' ? 'ARM64' : 'x86-64'),
    says: /another architecture: it is ELF for \S+, and the guest runs on \S+ [\s\S]*files of other machines/,
  },
  'is not a kernel at all': {
    kernel: Buffer.from('#!/bin/sh\nexit 1\n'),
    says: /is a script [\s\S]*exists but is not a kernel: pxelinux\.cfg\/default:3 names the wrong file/,
  },
  'is a page of a web server': {
    kernel: Buffer.from('<html>404 Not Found</html>'),
    says: /is an HTML page [\s\S]*exists but is not a kernel/,
  },
  'has no entry for a PV guest': {
    kernel: elfKernel([XEN_NOTES.phys32Entry]),
    words: ['--guest-type=pv'],
    says: /cannot start a PV guest: it has no XEN_ELFNOTE_ENTRY .*type="pvh"[\s\S]*not for a guest of this type/,
  },
}
for (const [name, { kernel, words = [], says }] of Object.entries(KERNELS)) {
  test(`the kernel ${name}`, () =>
    withSite({ vmlinuz: kernel, 'initrd.img': 'x' }, async (site) => {
      await dnsmasq(site.net.server, {}, { tftpRoot: site.tree.root })
      assertBlames(await look(site, '--download', ...words), 'E_NOT_A_KERNEL', says)
    }))
}

faults.run()
