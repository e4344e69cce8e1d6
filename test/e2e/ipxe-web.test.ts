// Whole boots from iPXE's web servers: the paths and queries of matchbox, Tinkerbell and netboot.xyz, by HTTPS with a
// certificate authority of their own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linuxKernel, sha256 } from '../support/boot-tree.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { nginx } from '../support/file-servers.ts'
import { BRIDGE } from '../support/network.ts'
import { check } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { assertFailed, MAC, type Site, withSite } from './boots.ts'

const boots = suite('whole boots from iPXE’s web servers')
const test = unless(needs('root', 'ip', 'dnsmasq', 'nginx'), boots)

const HEXHYP = MAC.replaceAll(':', '-')
const UUID = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
const KERNEL = linuxKernel(1 << 20)
const KERNEL_AND_INITRD = { 'assets/vmlinuz': KERNEL, 'assets/initrd': '1111' }
const WORDS = [`mac=${MAC}`, `bridge=${BRIDGE}`, `uuid=${UUID}`, '--smbios=serial=SN-7']

/** Serves the tree by HTTPS; DHCP names `script` to iPXE. Returns the authority's certificate. */
async function serving({ net, tree }: Site, script: string, directives: string[] = []): Promise<string> {
  const [ca, caKey, key, request, cert, extension] = [
    'ca',
    'ca-key',
    'key',
    'request',
    'cert',
    'extension',
  ].map((name) => join(net.folder, name)) as [string, string, string, string, string, string]
  const elliptic = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  await check([
    'openssl',
    'req',
    '-x509',
    ...elliptic,
    '-days',
    '2',
    '-subj',
    '/CN=CA',
    '-keyout',
    caKey,
    '-out',
    ca,
  ])
  await check(['openssl', 'req', ...elliptic, '-subj', '/CN=boot', '-keyout', key, '-out', request])
  await check(['sh', '-c', `echo subjectAltName=IP:192.0.2.1 >${extension}`])
  const signed = [
    '-CA',
    ca,
    '-CAkey',
    caKey,
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    extension,
    '-out',
    cert,
  ]
  await check(['openssl', 'x509', '-req', '-in', request, ...signed])
  await nginx(net.server, tree.root, [
    `listen 443 ssl; ssl_certificate ${cert}; ssl_certificate_key ${key};`,
    ...directives,
  ])
  const lines = ['dhcp-boot=undionly.kpxe', 'dhcp-match=set:ipxe,175', `dhcp-boot=tag:ipxe,${script}`]
  await dnsmasq(net.server, { bootFile: null }, { tftpRoot: tree.root, lines })
  return ca
}

async function assertBoots({ net, boot }: Site, words: string[], cmdline: string): Promise<string[]> {
  const run = await boot({ bootloaderArgs: words })
  assert.is(run.status, 0, run.console)
  assert.is(run.kernel?.sha256, sha256(KERNEL))
  assert.is(run.ramdisk?.sha256, sha256(Buffer.from('1111')))
  assert.is(run.cmdline, cmdline)
  assert.equal(run.left, [])
  const log = readFileSync(join(net.server.folder, 'access.log'), 'utf8')
  return [...log.matchAll(/"(?:GET|HEAD) (\S+) HTTP[^"]*" (\d+)/g)].map(
    ([, path, status]) => `${status} ${path}`,
  )
}

test('matchbox: the query tells who asks, and nothing is fetched without the authority', () =>
  withSite(
    {
      ...KERNEL_AND_INITRD,
      'boot.ipxe': `#!ipxe
chain ipxe?uuid=\${uuid}&mac=\${mac:hexhyp}&domain=\${domain}&hostname=\${hostname}&serial=\${serial}
`,
      group: `#!ipxe
kernel /assets/vmlinuz?group=a&v=1 ignition.config.url=https://192.0.2.1/ignition?uuid=\${uuid}&mac=\${mac:hexhyp}
initrd /assets/initrd
boot
`,
    },
    async (site) => {
      const query = `uuid=${UUID}&mac=${HEXHYP}&domain=&hostname=&serial=SN-7`
      const ca = await serving(site, 'https://192.0.2.1/boot.ipxe', [
        `location = /ipxe { if ($args != "${query}") { return 404; } rewrite ^ /group break; }`,
      ])
      const fetched = await assertBoots(
        site,
        [...WORDS, `--ca-file=${ca}`],
        `ignition.config.url=https://192.0.2.1/ignition?uuid=${UUID}&mac=${HEXHYP}`,
      )
      assert.ok(fetched.includes(`200 /ipxe?${query}`), fetched.join('\n'))
      assert.ok(fetched.includes('200 /assets/vmlinuz?group=a&v=1'), fetched.join('\n'))
      assertFailed(await site.boot({ bootloaderArgs: WORDS }), 'E_FETCH_PROTOCOL')
    },
  ))

test('Tinkerbell: a folder for each MAC, files beside the script, and redirects', () =>
  withSite(
    {
      ...KERNEL_AND_INITRD,
      [`${MAC}/auto.ipxe`]: `#!ipxe
set arch x86_64
set url https://192.0.2.1/moved/
set retries:int32 0
:again
kernel \${url}vmlinuz-\${arch} tink_worker_image=\${nothing} worker_id=\${net0/mac} && goto got || inc retries
iseq \${retries} 3 && goto failed || goto again
:got
initrd \${url}initrd
boot
:failed
exit 1
`,
    },
    async (site) => {
      const ca = await serving(site, `https://192.0.2.1/${MAC}/auto.ipxe`, [
        'location = /moved/vmlinuz-x86_64 { return 302 /assets/vmlinuz?token=1; }',
        'location = /moved/initrd { return 307 https://192.0.2.1/assets/initrd; }',
      ])
      const fetched = await assertBoots(
        site,
        [...WORDS, `--ca-file=${ca}`],
        `tink_worker_image= worker_id=${MAC}`,
      )
      assert.ok(fetched.includes('200 /assets/vmlinuz?token=1'), fetched.join('\n'))
    },
  ))

test('netboot.xyz: settings of the network, a menu left to its default, and a file for each system', () =>
  withSite(
    {
      ...KERNEL_AND_INITRD,
      'menu.ipxe': `#!ipxe
:start
chain --autofree boot.cfg
iseq \${cls} serial && goto cls ||
set cls:hex 1b:5b:4a
:cls
cpuid --ext 29 && set arch x86_64 || set arch i386
isset \${net0.dhcp/next-server} && set from \${net0.dhcp/next-server} ||
chain --autofree https://192.0.2.1/custom/MAC-\${mac:hexraw}.ipxe ||
chain --autofree systems.ipxe ||
echo nothing was chosen
exit
`,
      'boot.cfg': '#!ipxe\nset mirror https://192.0.2.1\nset time 1000\n',
      'systems.ipxe': `#!ipxe
menu Systems for \${arch}
item --gap Choose:
item --key l linux \${space} Linux
item local Local disk
choose --default linux --timeout \${time} system || goto local
goto \${system}
:local
exit
:linux
imgfree
kernel \${mirror}/assets/vmlinuz arch=\${arch} from=\${from} initrd=initrd
initrd \${mirror}/assets/initrd
boot
`,
    },
    async (site) => {
      const ca = await serving(site, 'https://192.0.2.1/menu.ipxe')
      const fetched = await assertBoots(site, [...WORDS, `--ca-file=${ca}`], 'arch=x86_64 from=192.0.2.1')
      assert.ok(fetched.includes(`404 /custom/MAC-${MAC.replaceAll(':', '')}.ipxe`), fetched.join('\n'))
    },
  ))

boots.run()
