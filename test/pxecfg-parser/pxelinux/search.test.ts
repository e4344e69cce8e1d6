// Where PXELINUX looks, and under which names (syslinux core/fs/pxe/pxe.c, urlparse.c).
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseBootUrl } from '../../../src/boot-url.ts'
import { bootPrefix, changePrefix, locate } from '../../../src/pxecfg-parser/pxelinux/run/names.ts'
import { searchNames } from '../../../src/pxecfg-parser/pxelinux/run/search.ts'
import { CLIENT, KERNEL, leased, play, result } from '../../support/pxelinux-play.ts'

const search = suite('configuration search')

search('goes from the most to the least specific name', () => {
  assert.equal(searchNames(CLIENT), [
    'pxelinux.cfg/b8945908-d6a6-41a9-611d-74a6ab80b83d',
    'pxelinux.cfg/01-00-16-3e-aa-bb-cc',
    ...['C000025B', 'C000025', 'C00002', 'C0000', 'C000', 'C00', 'C0', 'C'].map(
      (name) => `pxelinux.cfg/${name}`,
    ),
    'pxelinux.cfg/default',
  ])
})

for (const uuid of [
  null,
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'none',
]) {
  search(`does not ask for the UUID ${uuid}`, () => {
    assert.is(searchNames({ ...CLIENT, uuid })[0], 'pxelinux.cfg/01-00-16-3e-aa-bb-cc')
  })
}

search('takes the UUID of the reply’s option 97 if the machine’s is unknown', () => {
  const options = { '97': '00b8945908d6a641a9611d74a6ab80b83d' }
  const { lease } = leased({ options })
  assert.is(searchNames({ ...CLIENT, lease, uuid: null })[0], searchNames(CLIENT)[0])
  const other = '00112233-4455-1677-8899-aabbccddeeff'
  assert.is(searchNames({ ...CLIENT, lease, uuid: other })[0], `pxelinux.cfg/${other}`)
})

search('asks for option 209 first, and in another folder with --config-dir', () => {
  const client = { ...leased({ configFile: 'one.cfg' }), uuid: null, configDir: 'xen.cfg' }
  assert.equal(searchNames(client).slice(0, 2), ['one.cfg', 'xen.cfg/01-00-16-3e-aa-bb-cc'])
})

search('skips empty files, and says what it tried if there is none', async () => {
  const { config, error, outcome } = await play('', {})
  assert.is(outcome, 'error')
  assert.is(error?.code, 'E_CONFIG_NOT_FOUND')
  assert.is(config?.file, null)
  assert.is(config?.tried.length, 11)
  assert.match(
    error?.message ?? '',
    /00:16:3E:AA:BB:CC .*192\.0\.2\.91.* on tftp:\/\/192\.0\.2\.2: tried pxelinux.cfg.*default/,
  )
})

const prefixes: [string, string | null, string][] = [
  ['pxelinux.0', null, '::'],
  ['/tftpboot/pxelinux.0', null, '::/tftpboot/'],
  ['boot/my_pxelinux.0', null, '::boot/my_'],
  ['boot\\x', null, '::boot\\'],
  ['', null, '::'],
  ['http://192.0.2.9/b/lpxelinux.0', null, 'http://192.0.2.9/b/'],
  ['pxe/pxelinux.0', 'images', '::images'],
  ['pxe/pxelinux.0', '', '::'],
  ['pxelinux.0', '192.0.2.50::x/', '192.0.2.50::x/'],
  ['my dir/pxelinux.0', null, '::my dir/'],
  ['pxelinux.0', 'my dir', '::my dir'],
  ['pxelinux.0', 'tftp://192.0.2.50/x/', 'tftp://192.0.2.50/x/'],
]
for (const [bootFile, pathPrefix, expected] of prefixes) {
  search(`makes ${expected} of boot file "${bootFile}" and option 210 ${pathPrefix}`, () => {
    assert.is(bootPrefix({ bootFile, pathPrefix }), expected)
  })
}

const located: [string, string, string, string][] = [
  ['dir/file', '::pxe/', 'pxe/dir/file', 'tftp://192.0.2.2/pxe/dir/file'],
  ['/dir/file', '::pxe/', 'pxe//dir/file', 'tftp://192.0.2.2/pxe//dir/file'],
  ['::name', '::pxe/', 'name', 'tftp://192.0.2.2/name'],
  ['::/name', '::pxe/', '/name', 'tftp://192.0.2.2//name'],
  ['192.0.2.9::n', '::pxe/', 'n', 'tftp://192.0.2.9/n'],
  ['boot.example::n', '::pxe/', 'n', 'tftp://boot.example/n'],
  ['tftp://192.0.2.9/a%20b;mode=octet#f', '::', 'a b', 'tftp://192.0.2.9/a%20b'],
  ['tftp://192.0.2.9:6969//x', '::', '/x', 'tftp://192.0.2.9:6969//x'],
  ['http://192.0.2.9:8080/k?x=1#f', '::', '/k?x=1', 'http://192.0.2.9:8080/k?x=1'],
  ['ftp://192.0.2.9/k', '::', '/k', 'ftp://192.0.2.9/k'],
  ['tftp:///k', '::pxe/', 'k', 'tftp://192.0.2.2/k'],
  ['http:///k', '::', '/k', 'http://192.0.2.2/k'],
  ['x', 'http://192.0.2.9/b/', '/b/x', 'http://192.0.2.9/b/x'],
  ['a%20b', 'tftp://192.0.2.9/b/', 'b/a b', 'tftp://192.0.2.9/b/a%20b'],
  ['a%20b', '192.0.2.9::b/', 'b/a%20b', 'tftp://192.0.2.9/b/a%2520b'],
  ['../../x', '::p/', 'p/../../x', 'tftp://192.0.2.2/p/../../x'],
  ['a\\b', '::', 'a\\b', 'tftp://192.0.2.2/a%5Cb'],
  ['c:\\b', '::p/', 'p/c:\\b', 'tftp://192.0.2.2/p/c%3A%5Cb'],
  ['a b', '::', 'a', 'tftp://192.0.2.2/a'],
  ['gr\xf6\xdfe', '::', 'gr\xf6\xdfe', 'tftp://192.0.2.2/gr%F6%DFe'],
]
for (const [name, prefix, expected, url] of located) {
  search(`asks for ${expected} for "${name}" after ${prefix}`, () => {
    assert.equal(locate(name, prefix, '192.0.2.2'), { name: expected, url })
  })
}

search('cuts names at 255 bytes', () => {
  assert.is(locate('x'.repeat(300), '::', 'h').name.length, 255)
})

search('knows no other schemes, none in upper case, and no servers with a slash in them', () => {
  for (const name of ['gopher://h/x', 'TFTP://h/x']) {
    assert.throws(
      () => locate(name, '::', 'h'),
      (error: Error & { code: string }) => error.code === 'E_UNSUPPORTED',
    )
  }
  assert.throws(
    () => locate('a/b::x', '::', 'h'),
    (error: Error & { code: string }) => error.code === 'E_FETCH_NOT_FOUND',
  )
})

search('appends the directory of CONFIG to the prefix as it is', () => {
  assert.is(changePrefix('::pxe/', 'sub/'), '::pxe/sub/')
  assert.is(changePrefix('::pxe/', 'sub'), '::pxe/sub')
  assert.is(changePrefix('::pxe/', '192.0.2.9::x/'), '192.0.2.9::x/')
})

search('gives every name a URL that leads back to it', () => {
  const byte = fc
    .integer({ min: 0x21, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code))
  const name = fc.string({ unit: byte, minLength: 1, maxLength: 40 }).filter((text) => !text.includes(':'))
  fc.assert(
    fc.property(name, (text) => {
      const file = locate(text, '::p/', '192.0.2.2')
      assert.is(file.name, `p/${text}`)
      assert.is(parseBootUrl(file.url)?.name, file.name)
    }),
  )
})

search('takes the prefix for kernels and includes too', async () => {
  const client = leased({ bootFile: 'pxe/pxelinux.0' })
  const files = {
    'pxe/pxelinux.cfg/default': 'INCLUDE more.cfg\nDEFAULT a\n',
    'pxe/more.cfg': 'LABEL a\nKERNEL ::vmlinuz\nINITRD i\n',
    'pxe/i': KERNEL,
  }
  const { entry, config } = await play('', { client, files })
  assert.equal(
    [entry?.kernel?.name, entry?.initrds[0]?.name, config?.includes],
    ['vmlinuz', 'pxe/i', ['pxe/more.cfg']],
  )
  assert.is(await result('', { client, files }), 'a: BOOT_IMAGE=::vmlinuz initrd=i')
})

search.run()
