/** Small pure parts of the bootloader, a table each. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cpuWordOf } from '../../src/bootloader/firmware.ts'
import { jsonText } from '../../src/bootloader/log/json-text.ts'
import { progressLine } from '../../src/bootloader/log/progress.ts'
import { sentence } from '../../src/bootloader/log/sentences.ts'
import { visible } from '../../src/bootloader/log/visible.ts'
import { optionBytes } from '../../src/bootloader/option-bytes.ts'
import { clientUser } from '../../src/bootloader/supervisor/users.ts'
import { byteText, readable } from '../../src/byte-text.ts'
import { writableMounts } from '../../src/guest-port/hide-files.ts'

const parts = suite('small parts')

parts('a DHCP option is read as its type writes it', () => {
  const rows: [number, string, string][] = [
    [3, '192.0.2.1,192.0.2.2', 'c0000201c0000202'],
    [209, '192.0.2.1', '3139322e302e322e31'],
    [26, '1400', '0578'],
    [51, '3600', '00000e10'],
    [43, '0x0104', '0104'],
    [43, '01:04:aa', '0104aa'],
    [224, 'text', '74657874'],
  ]
  for (const [code, value, hex] of rows)
    assert.is(optionBytes(code, value).toString('hex'), hex, `${code}=${value}`)
})

parts('the CPU word has the family and the features of the processor', () => {
  assert.is(cpuWordOf('cpu family\t: 6\nflags\t\t: fpu pae vmx smx nx lm\n'), '6PVTXL')
  assert.is(cpuWordOf('cpu family\t: 25\nflags\t\t: svm nx lm pae\n'), '6PXLS')
  assert.is(cpuWordOf('cpu family\t: 4\nflags\t\t: fpu\n'), '4')
  assert.is(cpuWordOf('CPU implementer\t: 0x41\nFeatures\t: fp\n'), null)
})

parts('text from a server cannot drive a terminal', () => {
  assert.is(visible('a\x1b[2Jb\x07\x7f\x9b1m\r\n'), 'a^[[2Jb^G^?\\x9b1m^M^J')
  assert.is(jsonText({ a: '\x1b\x7f\x9b1m\n' }), '{"a":"\\u001b\\u007f\\u009b1m\\n"}')
})

parts('byte text is read as UTF-8 where it is, else as Latin-1', () => {
  assert.is(readable(byteText('größe')), 'größe')
  assert.is(readable('gr\xf6\xdfe'), 'größe')
  assert.is(readable('/srv/日本'), '/srv/日本')
})

parts('the client becomes nobody, or who was asked for, where there is such a user', () => {
  const all = '         0          0 4294967295\n'
  assert.is(clientUser(null, all), 65534)
  assert.is(clientUser(1234, all), 1234)
  assert.is(clientUser(null, '0 1000 1\n'), null)
})

parts('mounts that can be written to are found, with the options that a remount keeps', () => {
  const mountinfo = [
    '22 27 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:5 - proc proc rw',
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '28 27 0:25 / /mnt/read\\040only ro,nosuid - tmpfs x ro',
    '29 27 0:26 / /mnt/with\\040blank rw - tmpfs x rw',
    '',
  ].join('\n')
  assert.equal(writableMounts(mountinfo), [
    { point: '/proc', options: ['nosuid', 'nodev', 'noexec', 'relatime'] },
    { point: '/', options: ['relatime'] },
    { point: '/mnt/with blank', options: [] },
  ])
})

parts('a normal run is told in the words of pypxeboot', () => {
  assert.equal(sentence({ event: 'LeaseWanted', mac: 'aa:00:86:e2:35:72' }), {
    level: 'normal',
    text: 'requesting info for MAC address AA:00:86:E2:35:72',
  })
  assert.equal(sentence({ event: 'ConfigWanted', address: '134.226.53.114', server: '192.168.12.1' }), {
    level: 'normal',
    text: 'getting cfg for IP 134.226.53.114 (86E23572) from server 192.168.12.1',
  })
  assert.is(sentence({ event: 'LocalBootChosen', by: 'pygrub' }).text, 'dropping to pygrub for local boot')
})

parts('an event without a sentence is told with its fields, more loudly', () => {
  assert.equal(sentence({ event: 'DhcpNakReceived', server: '192.0.2.1', message: null }), {
    level: 'verbose',
    text: 'dhcp nak received: server=192.0.2.1',
  })
})

parts('the progress line is drawn ten times a second at most, and taken away', () => {
  const written: string[] = []
  let now = 0
  const progress = progressLine({ write: (text) => written.push(text) }, () => now)
  const url = 'tftp://192.0.2.1/vmlinuz'
  for (; now < 1000; now += 10)
    progress.follow({ event: 'FetchProgress', url, bytes: 1_000_000, totalBytes: 4_000_000 })
  assert.is(written.length, 10)
  assert.match(written.at(-1) ?? '', /^\r\x1b\[Kvmlinuz 1\.0 MB 25% .*MB\/s$/)
  progress.follow({ event: 'FetchFinished', url, bytes: 4_000_000, ms: 1000, retries: 0 })
  assert.is(written.at(-1), '\r\x1b[K')
})

parts.run()
