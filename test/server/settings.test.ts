import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { parseIni, parseRanges, sectionsOf } from '../../src/hosts/index.ts'
import { readSettings, type Settings } from '../../src/server/settings.ts'

const settings = suite('ini files of the server')

const AT = { address: '192.0.2.1', prefixLength: 24 }

function read(text: string, overrides: Record<string, string> = {}): Settings {
  return readSettings(
    sectionsOf(parseIni('hosts.ini', Buffer.from(text), 'E_USAGE')),
    new Map(Object.entries(overrides)),
    AT,
    null,
  )
}

function hostOf(text: string, mac = '00:16:3e:11:22:33') {
  return read(text).dhcp[0]?.hosts.get(mac)
}

settings('a client has the values of [dhcp] unless it has its own', () => {
  const host = hostOf(`[dhcp]
    bootfile = pxelinux.0
    gateway = 192.0.2.254
    [host "00-16-3E-11-22-33"]
    ip = 192.0.2.5
    bootfile = special.0`)
  assert.is(host?.address, '192.0.2.5')
  assert.is(host?.bootFile, 'special.0')
  assert.is(host?.gateway, '192.0.2.254')
})

settings('the command line overrides [dhcp]', () => {
  assert.is(read('[dhcp]\nbootfile = a', { bootfile: 'b' }).dhcp[0]?.others?.bootFile, 'b')
})

const RANGES: [string, string | undefined, string | null][] = [
  ['the upper half of the network', undefined, '192.0.2.128-192.0.2.254'],
  ['none', 'none', null],
  ['what is written', '192.0.2.10 - 192.0.2.20', '192.0.2.10-192.0.2.20'],
]
for (const [name, range, expected] of RANGES) {
  settings(`the range is ${name}`, () => {
    assert.equal(
      read('', range === undefined ? {} : { range }).dhcp[0]?.ranges,
      expected === null ? [] : parseRanges(expected),
    )
  })
}

settings('names with dots stay whole', () => {
  const { scriptOf } = read('[tftp "pxelinux.cfg/a.b"]\nanswer = denied\n[tftp "pxelinux.0"]\nstop-after = 3')
  assert.is(scriptOf('pxelinux.cfg/a.b').refuse, 'denied')
  assert.is(scriptOf('/x/../pxelinux.0').stopAfter, 3)
  assert.is(scriptOf('other').refuse, null)
})

settings('options are text, hex, addresses or none', () => {
  const options = hostOf(`[host "00:16:3e:11:22:33"]
    option-15 = example.org
    option-43 = hex:06 01 ff
    option-150 = ip:192.0.2.7, 192.0.2.8
    option-3 = none`)?.options
  assert.is(options?.get(15)?.toString(), 'example.org')
  assert.is(options?.get(43)?.toString('hex'), '0601ff')
  assert.is(options?.get(150)?.toString('hex'), 'c0000207c0000208')
  assert.is(options?.get(3), null)
})

settings('a boot file can be for iPXE or an architecture alone', () => {
  const text =
    '[dhcp]\nipxe-bootfile = a\n[host "00:16:3e:11:22:33"]\nefi-x86_64-bootfile = b\narch-16-bootfile = c'
  assert.equal(
    [...(hostOf(text)?.bootFiles ?? [])],
    [
      ['ipxe', 'a'],
      [7, 'b'],
      [9, 'b'],
      [16, 'c'],
    ],
  )
})

settings('a second server knows only the clients that it is given', () => {
  const [ours, second] = read(`[host "00:16:3e:11:22:33" server "192.0.2.2"]
    ip = 192.0.2.6`).dhcp
  assert.is(ours?.hosts.size, 0)
  assert.is(second?.identifier, '192.0.2.2')
  assert.is(second?.others, null)
  assert.is(second?.hosts.get('00:16:3e:11:22:33')?.address, '192.0.2.6')
})

settings('"always" is a number of times', () => {
  const host = hostOf('[host "00:16:3e:11:22:33"]\nnak-first = always\nignore-first = 2')
  assert.is(host?.faults.nakFirst, Number.POSITIVE_INFINITY)
  assert.is(host?.faults.ignoreFirst, 2)
})

const MISTAKES: [string, string, RegExp][] = [
  ['an unknown key', '[dhcp]\nbootfiel = x', /hosts\.ini:2: \[dhcp\]: unknown key bootfiel/],
  ['a key of Object', '[dhcp]\nconstructor = x', /unknown key constructor/],
  ['an option number out of bounds', '[dhcp]\noption-255 = x', /unknown key option-255/],
  ['an unknown section', '[hots "x"]\nip = 192.0.2.5', /hosts\.ini:1: unknown section \[hots "x"\]/],
  ['a MAC that is none', '[host "00:16"]\nip = 192.0.2.5', /unknown section/],
  ['a value that is none', '[host "00:16:3e:11:22:33"]\nip = 192.0.2', /ip = 192\.0\.2: not a value/],
  [
    'a reservation outside the network',
    '[host "00:16:3e:11:22:33"]\nip = 198.51.100.5',
    /hosts\.ini:2: .*ip = 198\.51\.100\.5 is not an address for clients of the server.s network 192\.0\.2\.1\/24/,
  ],
  [
    'the same address twice',
    '[host "00:16:3e:11:22:33"]\nip = 192.0.2.5\n[host "00:16:3e:44:55:66"]\nip = 192.0.2.5',
    /hosts\.ini:4: .*ip = 192\.0\.2\.5 is the address of host "00:16:3e:11:22:33" already/,
  ],
  [
    'the server’s own address',
    '[host "00:16:3e:11:22:33"]\nip = 192.0.2.1',
    /hosts\.ini:2: .*is the address of the server already/,
  ],
  [
    'a range outside the network',
    '[dhcp]\nrange = 198.51.100.5-198.51.100.9',
    /range = .* is not an address for clients/,
  ],
  [
    'a range with the broadcast address',
    '[dhcp]\nrange = 192.0.2.5-192.0.2.255',
    /range = .* is not an address for clients/,
  ],
  [
    'the address of the network',
    '[host "00:16:3e:11:22:33"]\nip = 192.0.2.0',
    /ip = 192\.0\.2\.0 is not an address for clients/,
  ],
  ['odd hex digits', '[dhcp]\noption-43 = hex:1', /not a value/],
  ['a key before the first section', 'ip = 192.0.2.5', /before the first section/],
  ['a range that ends before it begins', '[dhcp]\nrange = 192.0.2.9-192.0.2.5', /not a range/],
]
for (const [name, text, expected] of MISTAKES) {
  settings(`${name} is a usage error that names it`, () => {
    assert.throws(
      () => read(text),
      (error: unknown) =>
        error instanceof BootError && error.code === 'E_USAGE' && expected.test(error.message),
    )
  })
}

settings.run()
