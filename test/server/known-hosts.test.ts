import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { parseIni, storeOf } from '../../src/hosts/index.ts'
import { readSettings } from '../../src/server/settings.ts'

const known = suite('what the server knows of the store of hosts')

const AT = { address: '192.0.2.1', prefixLength: 24 }

const STORE = `[network "lab"]
subnet = 192.0.2.0/24
gateway = 192.0.2.254
dns = 192.0.2.53, 192.0.2.54
domain = lab.example
next-server = 192.0.2.9
lease-seconds = 600
boot-file-efi-x86_64 = efi/bootx64.efi
option-42 = ip:192.0.2.7
[network "far"]
subnet = 198.51.100.0/24
[profile "debian"]
boot-file = debian/pxelinux.0
boot-file-ipxe = debian.ipxe
http-boot = http://192.0.2.9/debian.efi
[profile "script"]
program = ipxe
[host "web1"]
mac = 00:16:3e:11:22:33
ip = 192.0.2.10
profile = debian
[host "web2"]
mac = 00:16:3e:44:55:66
network = lab
profile = script
boot-file-efi-arm64 = own.efi
[host "far1"]
mac = 00:16:3e:00:00:01
ip = 198.51.100.5
[host "unborn"]
network = lab
`

function read(text = STORE, overrides: Record<string, string> = {}, at = AT) {
  const { store, broken } = storeOf(parseIni('hosts.ini', Buffer.from(text), 'E_HOSTS_INVALID'))
  assert.equal(broken, [])
  const [server] = readSettings(store.server, new Map(Object.entries(overrides)), at, store).dhcp
  if (server === undefined) throw new Error('no server')
  return server
}

known('the hosts of its network that have a MAC address', () => {
  assert.equal([...read().hosts.keys()], ['00:16:3e:11:22:33', '00:16:3e:44:55:66'])
})

known('what host, profile and network say, else its own values', () => {
  const { hosts } = read(STORE, { bootfile: 'ours.0', 'efi-arm64-bootfile': 'arm.efi' })
  const web1 = hosts.get('00:16:3e:11:22:33')
  assert.equal([web1?.address, web1?.hostName, web1?.bootFile], ['192.0.2.10', 'web1', 'debian/pxelinux.0'])
  assert.equal([web1?.nextServer, web1?.gateway, web1?.leaseSeconds], ['192.0.2.9', '192.0.2.254', 600])
  assert.equal(web1?.dnsServers, ['192.0.2.53', '192.0.2.54'])
  assert.is(web1?.options.get(15)?.toString(), 'lab.example')
  assert.is(web1?.options.get(42)?.toString('hex'), 'c0000207')
  const web2 = hosts.get('00:16:3e:44:55:66')
  assert.equal([web2?.address, web2?.bootFile, web2?.nextServer], [null, 'ours.0', '192.0.2.9'])
})

known('none where a host drops an option, whoever would give it', () => {
  const text = STORE.replace('profile = debian', 'option-3 = none\noption-15 = none\noption-42 = none')
  const options = read(text, { gateway: '192.0.2.8' }).hosts.get('00:16:3e:11:22:33')?.options
  assert.equal(
    [3, 15, 42].map((code) => options?.get(code)),
    [null, null, null],
  )
})

known('a boot file for each kind of client', () => {
  const { hosts } = read(STORE, { 'efi-arm64-bootfile': 'arm.efi' })
  assert.equal(Object.fromEntries(hosts.get('00:16:3e:11:22:33')?.bootFiles ?? []), {
    7: 'efi/bootx64.efi',
    9: 'efi/bootx64.efi',
    11: 'arm.efi',
    16: 'http://192.0.2.9/debian.efi',
    19: 'http://192.0.2.9/debian.efi',
    ipxe: 'debian.ipxe',
  })
  const web2 = hosts.get('00:16:3e:44:55:66')?.bootFiles
  assert.equal([web2?.get('ipxe'), web2?.get(11)], ['hosts/web2/boot.ipxe', 'own.efi'])
})

known('unknown clients only if its network has a dynamic range', () => {
  assert.equal([read().others, read().ranges], [null, []])
  const open = read(
    STORE.replace(
      '[network "far"]',
      'dynamic = 192.0.2.100-192.0.2.119, 192.0.2.200-192.0.2.255\n[network "far"]',
    ),
  )
  assert.equal(
    [open.others?.bootFiles.get(7), open.others?.gateway, open.others?.hostName],
    ['efi/bootx64.efi', '192.0.2.254', null],
  )
  assert.equal(open.ranges, [
    { first: 0xc0000264, last: 0xc0000277 },
    { first: 0xc00002c8, last: 0xc00002fe },
  ])
})

known('unknown clients too if the command line has a range for them', () => {
  assert.is(read(STORE, { range: '192.0.2.100-192.0.2.101' }).others?.gateway, '192.0.2.254')
})

known('a section of its own for a host adds to what the store says', () => {
  const web1 = read(`${STORE}[host "00:16:3E:11:22:33"]\nnak-first = 1\n`).hosts.get('00:16:3e:11:22:33')
  assert.equal([web1?.address, web1?.faults.nakFirst], ['192.0.2.10', 1])
})

/** Why the settings cannot be used, as `code message`. */
function mistake(readThem: () => unknown): string {
  try {
    readThem()
  } catch (error) {
    return error instanceof BootError ? `${error.code} ${error.message}` : String(error)
  }
  return 'none'
}

known('is an error where no network has the address of the server', () => {
  const said = mistake(() => read(STORE, {}, { address: '203.0.113.1', prefixLength: 24 }))
  assert.match(said, /E_HOSTS_NOT_FOUND.*no network has the address of the server, 203\.0\.113\.1\/24/)
})

known('is an error where a reservation of another file takes a host’s address', () => {
  const { store } = storeOf(parseIni('hosts.ini', Buffer.from(STORE), 'E_HOSTS_INVALID'))
  const text = '[host "00:16:3e:00:00:09"]\nip = 192.0.2.10\n'
  const { server } = storeOf(parseIni('reservations.ini', Buffer.from(text), 'E_USAGE')).store
  const said = mistake(() => readSettings(server, new Map(), AT, store))
  assert.match(said, /E_USAGE.*reservations\.ini:2: .*192\.0\.2\.10 is the address of host "web1"/)
})

known.run()
