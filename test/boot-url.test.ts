import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseBootUrl, tftpUrl } from '../src/boot-url.ts'

const bootUrl = suite('boot URL')

const latin1Name = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1'))

bootUrl('carries every byte of a TFTP name', () => {
  fc.assert(
    fc.property(
      latin1Name,
      fc.option(fc.integer({ min: 1, max: 65535 }), { nil: undefined }),
      (name, port) => {
        const url = tftpUrl('192.0.2.2', name, port)
        assert.match(url, /^[\x21-\x7e]+$/)
        assert.equal(parseBootUrl(url), { scheme: 'tftp', host: '192.0.2.2', port: port ?? null, name })
      },
    ),
  )
})

const made: [string, string][] = [
  ['pxelinux.cfg/default', 'tftp://h/pxelinux.cfg/default'],
  ['/boot/vmlinuz', 'tftp://h//boot/vmlinuz'],
  ['my dir/a%20b', 'tftp://h/my%20dir/a%2520b'],
  ['dir\\x;y#z', 'tftp://h/dir%5Cx%3By%23z'],
  ['caf\xe9', 'tftp://h/caf%E9'],
]
for (const [name, url] of made) {
  bootUrl(`writes the name ${JSON.stringify(name)} as ${url}`, () => assert.is(tftpUrl('h', name), url))
}

const parsed: [string, ReturnType<typeof parseBootUrl>][] = [
  ['TFTP://192.0.2.2/a', { scheme: 'tftp', host: '192.0.2.2', port: null, name: 'a' }],
  ['tftp://h:6969//a/b', { scheme: 'tftp', host: 'h', port: 6969, name: '/a/b' }],
  ['tftp://h/a%20b%zz;mode=octet', { scheme: 'tftp', host: 'h', port: null, name: 'a b%zz', mode: 'octet' }],
  ['tftp://h/a?b#frag', { scheme: 'tftp', host: 'h', port: null, name: 'a?b' }],
  ['tftp://h', { scheme: 'tftp', host: 'h', port: null, name: '' }],
  ['http://u:p@h:8080/a%20b?x=1;y#f', { scheme: 'http', host: 'h', port: 8080, name: '/a%20b?x=1;y' }],
  ['http://h?x', { scheme: 'http', host: 'h', port: null, name: '/?x' }],
  ['file:///srv/a%20b', { scheme: 'file', host: '', port: null, name: 'srv/a b' }],
  ['gopher://192.0.2.9/vmlinuz', { scheme: 'gopher', host: '192.0.2.9', port: null, name: '/vmlinuz' }],
  ['tftp://h:0/a', null],
  ['tftp://h:65536/a', null],
  ['tftp://h:x/a', null],
  ['vmlinuz', null],
  ['::vmlinuz', null],
]
for (const [url, parts] of parsed) {
  bootUrl(`takes ${url} apart`, () => assert.equal(parseBootUrl(url), parts))
}

bootUrl.run()
