// Whole boots by iPXE: DHCP names undionly.kpxe to the firmware and a script to iPXE, called as libxl calls a bootloader.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linuxKernel, sha256 } from '../support/boot-tree.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { explain } from '../support/explain.ts'
import { nginx } from '../support/file-servers.ts'
import { listening } from '../support/listening.ts'
import { BRIDGE } from '../support/network.ts'
import { until } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { MAC, PROGRAM, type Site, withSite } from './boots.ts'

const boots = suite('whole boots by iPXE')
const test = unless(needs('root', 'ip', 'dnsmasq', 'nginx'), boots)

const KERNEL = linuxKernel(1 << 20)
const FILES = {
  'undionly.kpxe': 'the firmware runs this, and we do not',
  'boot.ipxe': `#!ipxe
kernel linux ip=dhcp mac=\${net0/mac} from=\${next-server}
initrd --name one initrd
boot || shell
`,
  linux: KERNEL,
  initrd: '1111',
}

/** The boot by FILES succeeds; the kernel comes from `place`. */
async function assertBoots({ boot }: Site, place: string) {
  const run = await boot()
  assert.is(run.status, 0, run.console)
  assert.match(run.console, `downloading kernel ${place}/linux`)
  assert.is(run.kernel?.sha256, sha256(KERNEL))
  assert.is(run.ramdisk?.sha256, sha256(Buffer.from('1111')))
  assert.is(run.cmdline, `ip=dhcp mac=${MAC} from=192.0.2.1`)
  assert.equal(run.left, [])
}

test('dnsmasq, as its own example has it: a script by HTTP to who sends option 175', () =>
  withSite(FILES, async (site) => {
    await dnsmasq(
      site.net.server,
      { bootFile: null },
      {
        tftpRoot: site.tree.root,
        lines: [
          'dhcp-boot=undionly.kpxe',
          'dhcp-match=set:ipxe,175',
          'dhcp-boot=tag:ipxe,http://192.0.2.1/boot.ipxe',
        ],
      },
    )
    await nginx(site.net.server, site.tree.root)
    await assertBoots(site, 'http://192.0.2.1')
  }))

test('dnsmasq: a script by TFTP to the user class iPXE', () =>
  withSite(FILES, async (site) => {
    await dnsmasq(
      site.net.server,
      { bootFile: null },
      {
        tftpRoot: site.tree.root,
        lines: [
          'dhcp-boot=tag:!ipxe,undionly.kpxe',
          'dhcp-userclass=set:ipxe,iPXE',
          'dhcp-boot=tag:ipxe,boot.ipxe',
        ],
      },
    )
    await assertBoots(site, 'tftp://192.0.2.1')
  }))

test('iPXE by a name that says nothing is found by its content, and asks DHCP again', () =>
  withSite({ ...FILES, 'rom.bin': 'iPXE initialising devices...' }, async (site) => {
    const lines = ['dhcp-boot=rom.bin', 'dhcp-match=set:ipxe,175', 'dhcp-boot=tag:ipxe,boot.ipxe']
    await dnsmasq(site.net.server, { bootFile: null }, { tftpRoot: site.tree.root, lines })
    await assertBoots(site, 'tftp://192.0.2.1')
    const { program, error } = await explain(site.net.host, PROGRAM, [MAC, `--interface=${BRIDGE}`])
    assert.is(error, null, error?.message)
    assert.equal(program, { name: 'ipxe', because: 'the boot file rom.bin contains its name' })
  }))

test('iPXE by a name that says nothing, which DHCP names to iPXE too, is refused', () =>
  withSite({ 'rom.bin': 'iPXE initialising devices...' }, async ({ net, tree, boot }) => {
    await dnsmasq(net.server, { bootFile: 'rom.bin' }, { tftpRoot: tree.root })
    const run = await boot()
    assert.is.not(run.status, 0)
    assert.match(run.console, /E_UNSUPPORTED: .*DHCP names rom\.bin, and rom\.bin to iPXE as well/)
    assert.equal(run.left, [])
  }))

test('the script asks for a login, whose password never shows, and chains to PXELINUX', () =>
  withSite(
    {
      'boot.ipxe': `#!ipxe
login
iseq \${password} Tr0ub4dor && set 209:string \${username}.cfg && chain pxelinux.0
`,
      'pxelinux.0': 'PXELINUX 6.04',
      'ann.cfg': 'DEFAULT a\nLABEL a\n KERNEL linux\n INITRD one\n APPEND chained=1\n',
      linux: KERNEL,
      one: '1111',
    },
    async ({ net, tree, boot }) => {
      const lines = ['dhcp-boot=undionly.kpxe', 'dhcp-match=set:ipxe,175', 'dhcp-boot=tag:ipxe,boot.ipxe']
      await dnsmasq(net.server, { bootFile: null }, { tftpRoot: tree.root, lines })
      const run = await boot({}, async (console) => {
        await until(() => console.text().includes('username:'), console.text)
        console.write('ann\r')
        await until(() => console.text().includes('password:'), console.text)
        console.write('Tr0ub4dor\r')
      })
      assert.is(run.status, 0, run.console)
      assert.equal([run.kernel?.sha256, run.ramdisk?.sha256], [sha256(KERNEL), sha256(Buffer.from('1111'))])
      assert.match(run.cmdline ?? '', /chained=1$/)
      assert.not.match(run.console, /Tr0/)
      assert.equal(run.left, [])
    },
  ))

test('serve: undionly.kpxe to the firmware, and a script to iPXE', () =>
  withSite(FILES, async (site) => {
    const { server } = site.net
    const words = ['--bootfile=undionly.kpxe', '--ipxe-bootfile=boot.ipxe']
    const command = [
      PROGRAM,
      'serve',
      site.tree.root,
      '--interface=eth0',
      `--state-dir=${site.net.folder}/state`,
      ...words,
    ]
    const serving = await listening(server, server.start(command), 67)
    await assertBoots(site, 'tftp://192.0.2.1')
    const twice = /request: ack \S+ undionly\.kpxe[\s\S]*request: ack \S+ boot\.ipxe/
    await until(() => twice.test(serving.output()), serving.output)
  }))

boots.run()
