// The store's hosts on real DHCP servers: what hosts apply writes is what a guest's own DHCP client and our bootloader
// call get, without a restart of dnsmasq and Kea; a host that is removed gets it no more.
import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Applied, applyStore } from '../../src/hosts/outputs/index.ts'
import { explain } from '../support/explain.ts'
import { tftpdHpa } from '../support/file-servers.ts'
import { hostStore } from '../support/host-store.ts'
import { listening } from '../support/listening.ts'
import { BRIDGE, type Namespace } from '../support/network.ts'
import { until } from '../support/processes.ts'
import { refusal } from '../support/refusal.ts'
import { needs, unless } from '../support/requirements.ts'
import { udhcpc } from '../support/udhcpc.ts'
import { PROGRAM, withSite } from './boots.ts'

const outputs = suite('hosts on real DHCP servers')
const test = unless(needs('root', 'ip', 'dnsmasq', 'dhcpd', 'kea-dhcp4', 'in.tftpd'), outputs)

const [WEB1, WEB2] = ['00:16:3e:11:22:33', '00:16:3e:11:22:34']

const STORE = `[network "lab"]
subnet = 192.0.2.0/24
dynamic = 192.0.2.100-192.0.2.150
gateway = 192.0.2.254
dns = 192.0.2.53
domain = lab.example
next-server = 192.0.2.1
option-209 = pxelinux.cfg/other

[profile "debian"]
kernel = vmlinuz
initrd = initrd.img
append = quiet
root = nfs:192.0.2.1:/srv/root/debian
boot-file-efi-x86_64 = grubx64.efi

[host "web1"]
mac = ${WEB1}
ip = 192.0.2.10
profile = debian
`
const SECOND = `[host "web2"]\nmac = ${WEB2}\nip = 192.0.2.11\nprofile = debian\n`

interface Server {
  /** Its configuration and the file that is included there. */
  config: string
  include: string
  /** The [output] section. */
  output: string
  /** null: applying starts it. */
  start: (() => Promise<unknown>) | null
}

interface Row {
  name: string
  output: string
  serve(place: Namespace): Server
  /** The boot file for EFI: Kea has no reservations by architecture. */
  efi: string
  /** A line of its own configuration that gives every client a router; null: the store cannot drop that. */
  router: string | null
  /** Stays one process; dhcpd reads its files at its start alone. */
  stays: boolean
  /** How what is written becomes something that its own test refuses; null: it reads such files at its start alone. */
  refused: Refused | null
}

interface Refused {
  /** The second host, as the server refuses it. */
  host: string
  /** Appended to the server's own configuration. */
  config: string
  /** The server's words. */
  says: RegExp
}

const COLLIDES: Refused = {
  host: SECOND,
  config: 'host web2 { hardware ethernet 00:16:3e:99:99:99; }\n',
  says: /host web2: already exists/,
}
// The field of a BOOTP message has 128 bytes (RFC 951), with the zero that ends it.
const TOO_LONG: Refused = {
  host: `${SECOND}boot-file = ${'x'.repeat(128)}\n`,
  config: '',
  says: /boot file length/,
}

const ROWS: Row[] = [
  {
    name: 'dnsmasq',
    output: 'dnsmasq',
    serve: dnsmasq,
    efi: 'grubx64.efi',
    router: 'dhcp-option=option:router,192.0.2.77\n',
    stays: true,
    refused: null,
  },
  {
    name: 'ISC dhcpd',
    output: 'dhcpd',
    serve: dhcpd,
    efi: 'grubx64.efi',
    router: 'option routers 192.0.2.77;\n',
    stays: false,
    refused: COLLIDES,
  },
  { name: 'Kea', output: 'kea', serve: kea, efi: 'pxelinux.0', router: null, stays: true, refused: TOO_LONG },
]

for (const { name, output, serve, efi, stays, refused } of ROWS) {
  test(`${name} gives what the store says`, () =>
    withSite({}, async ({ net, tree, boot }) => {
      const { config, include, output: section, start } = serve(net.server)
      const sections = `[output "pxelinux"]\nroot = ${tree.root}\n${section}`
      const apply = (ini: string): Promise<Applied> =>
        applyStore(hostStore(ini + sections, join(net.folder, 'hosts.ini')), {
          folder: join(net.folder, 'state'),
          force: false,
          onWarning() {},
        })
      await apply(STORE)
      await tftpdHpa(net.server, tree.root)
      await start?.()
      const running = () => net.leftovers().processes.find((line) => line.includes(config))
      const server = running()
      assert.ok(server, net.leftovers().processes.join('\n'))

      const { written, unchanged, reloaded } = await apply(STORE + SECOND)
      assert.equal(reloaded, [output])
      const guest = await net.join('guest', { mac: WEB2 })
      const given = await leaseOf(guest, ({ ip = '' }) => ip === '192.0.2.11')
      const { hostname, siaddr, boot_file, router, dns, domain } = given
      assert.equal(
        { hostname, siaddr, boot_file, router, dns, domain },
        {
          hostname: 'web2',
          siaddr: '192.0.2.1',
          boot_file: 'pxelinux.0',
          router: '192.0.2.254',
          dns: '192.0.2.53',
          domain: 'lab.example',
        },
      )

      const booted = await boot({ bootloaderArgs: [`mac=${WEB1}`, `bridge=${BRIDGE}`] })
      assert.is(booted.status, 0, booted.console)
      assert.match(booted.console, 'getting cfg for IP 192.0.2.10 ')
      assert.is(booted.cmdline, 'quiet root=/dev/nfs nfsroot=192.0.2.1:/srv/root/debian ip=dhcp')
      const { lease } = await explain(net.host, PROGRAM, [WEB1, `--bridge=${BRIDGE}`, '--arch=efi-x86_64'])
      assert.equal([lease?.bootFile, lease?.configFile], [efi, 'pxelinux.cfg/other'])

      const all = written.length + unchanged
      assert.equal(await apply(STORE + SECOND), { written: [], removed: [], unchanged: all, reloaded: [] })
      assert.is((await apply(STORE)).removed.length, 1)
      await leaseOf(guest, ({ ip = '' }) => Number(ip.split('.')[3]) >= 100)
      if (stays) assert.is(running(), server)
      if (refused === null) return

      const before = readFileSync(include, 'utf8')
      const undisturbed = running()
      const isAsBefore = async (ini: string, says: RegExp) => {
        const { code, message } = await refusal(apply(ini))
        assert.is(code, 'E_HOSTS_APPLY')
        assert.match(message, says)
        assert.is(readFileSync(include, 'utf8'), before)
        assert.is(running(), undisturbed)
      }
      appendFileSync(config, refused.config)
      await isAsBefore(STORE + refused.host, refused.says)
      appendFileSync(config, 'what no server can read {\n')
      await isAsBefore(STORE + SECOND, /./)
    }))
}

for (const { name, serve, router } of ROWS) {
  test(`${name} sends no router to a host that drops it`, () =>
    withSite({}, async ({ net }) => {
      const { config, output, start } = serve(net.server)
      if (router !== null) appendFileSync(config, router)
      await applyStore(hostStore(`${STORE}option-3 = none\n${output}`, join(net.folder, 'hosts.ini')), {
        folder: join(net.folder, 'state'),
        force: false,
        onWarning() {},
      })
      await start?.()
      const guest = await net.join('guest', { mac: WEB1 })
      const { dns, ...given } = await leaseOf(guest, ({ ip = '' }) => ip === '192.0.2.10')
      assert.is(dns, '192.0.2.53')
      assert.is(given.router, undefined)
    }))
}

test('dnsmasq goes on where hosts have tags: an old one would crash on SIGHUP', () =>
  withSite({}, async ({ net }) => {
    const { output, start } = dnsmasq(net.server)
    const warnings: string[] = []
    const apply = (ini: string) =>
      applyStore(hostStore(ini + output, join(net.folder, 'hosts.ini')), {
        folder: join(net.folder, 'state'),
        force: false,
        onWarning: (message) => warnings.push(message),
      })
    await apply(STORE)
    await start?.()
    warnings.length = 0
    const special = `${STORE}${SECOND}boot-file = other.0\n`
    assert.equal((await apply(special)).reloaded, ['dnsmasq'])
    const guest = await net.join('guest', { mac: WEB2 })
    const { boot_file } = await leaseOf(guest, ({ ip = '' }) => ip === '192.0.2.11')
    assert.is(boot_file, 'other.0')

    const { written, reloaded } = await apply(`${STORE}${SECOND}`)
    assert.ok(written.includes(join(net.server.folder, 'hosts')))
    const isTold = reloaded.length > 0
    assert.is(isTold, warnings.length === 0)
    const then = await leaseOf(guest, ({ ip = '' }) => ip === '192.0.2.11')
    assert.is(then.boot_file, isTold ? 'pxelinux.0' : 'other.0')
    if (!isTold) assert.match(warnings[0] ?? '', /before 2\.91 it crashes on SIGHUP/)
  }))

/** Asks until the server, which may still be reading its files, says what it should. */
async function leaseOf(
  guest: Namespace,
  isExpected: (lease: Record<string, string>) => boolean,
): Promise<Record<string, string>> {
  let lease: Record<string, string> = {}
  await until(
    async () => {
      lease = await udhcpc(guest, ['-O', 'hostname']).catch(() => ({}))
      return isExpected(lease)
    },
    () => `another lease than ${JSON.stringify(lease)}`,
  )
  return lease
}

function dnsmasq(place: Namespace): Server {
  const at = (name: string) => join(place.folder, name)
  const config = at('dnsmasq.conf')
  const lines = [
    'port=0',
    'user=root',
    'bind-interfaces',
    'no-ping',
    'interface=eth0',
    `dhcp-leasefile=${at('leases')}`,
    `pid-file=${at('dnsmasq.pid')}`,
    'dhcp-range=192.0.2.100,192.0.2.150,255.255.255.0,1h',
    'dhcp-match=set:efi-x86_64,option:client-arch,7',
    `dhcp-hostsfile=${at('hosts')}`,
    `dhcp-optsfile=${at('options')}`,
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  return {
    config,
    include: at('hosts'),
    output: `[output "dnsmasq"]\nhosts-file = ${at('hosts')}\noptions-file = ${at('options')}\npid-file = ${at('dnsmasq.pid')}\n`,
    start: () =>
      listening(place, place.start(['dnsmasq', '--keep-in-foreground', `--conf-file=${config}`]), 67),
  }
}

function dhcpd(place: Namespace): Server {
  const at = (name: string) => join(place.folder, name)
  const config = at('dhcpd.conf')
  writeFileSync(
    config,
    `authoritative;\nsubnet 192.0.2.0 netmask 255.255.255.0 { range 192.0.2.100 192.0.2.150; }\ninclude "${at('include')}";\n`,
  )
  writeFileSync(at('leases'), '')
  const environment = Object.entries(place.env).map(([name, value]) => `${name}=${value}`)
  const daemon = ['dhcpd', '-4', '-q', '-cf', config, '-lf', at('leases'), '-pf', at('dhcpd.pid'), 'eth0']
  const words = place.inside(['env', ...environment, ...daemon]).join(' ')
  const restart = `pid=$(cat ${at('dhcpd.pid')} 2>/dev/null) && kill $pid\nwhile [ -e /proc/$pid/exe ]; do sleep 0.1; done\nrm -f ${at('dhcpd.pid')}\n`
  writeFileSync(at('restart'), `#!/bin/sh\n${restart}exec ${words}\n`, { mode: 0o755 })
  return {
    config,
    include: at('include'),
    output: `[output "dhcpd"]\ninclude = ${at('include')}\ntest = dhcpd -t -cf ${config}\nreload = ${at('restart')}\n`,
    start: null,
  }
}

function kea(place: Namespace): Server {
  const at = (name: string) => join(place.folder, name)
  const config = at('kea.json')
  // Since 2.6.3 Kea opens its socket in a folder of this mode alone.
  chmodSync(place.folder, 0o750)
  const env = {
    KEA_PIDFILE_DIR: place.folder,
    KEA_LOCKFILE_DIR: place.folder,
    KEA_CONTROL_SOCKET_DIR: place.folder,
  }
  writeFileSync(
    config,
    `{ "Dhcp4": {
  "interfaces-config": { "interfaces": [ "eth0" ] },
  "control-socket": { "socket-type": "unix", "socket-name": "${at('kea.sock')}" },
  "lease-database": { "type": "memfile", "persist": false },
  "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "pools": [ { "pool": "192.0.2.100-192.0.2.150" } ],
    "reservations": <?include "${at('lab.json')}"?> } ],
  "loggers": [ { "name": "kea-dhcp4", "output_options": [ { "output": "stdout" } ], "severity": "INFO" } ]
} }
`,
  )
  const environment = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return {
    config,
    include: at('lab.json'),
    output: `[output "kea"]\ninclude = ${at('%n.json')}\ntest = env ${environment.join(' ')} kea-dhcp4 -t ${config}\nsocket = ${at('kea.sock')}\n`,
    start: () => listening(place, place.start(['kea-dhcp4', '-c', config], { env }), 67),
  }
}

outputs.run()
