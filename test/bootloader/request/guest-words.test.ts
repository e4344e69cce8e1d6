import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import { spreadWords } from '../../../src/bootloader/cli/caller-words.ts'
import { parseGuestWords, readGuestUuid } from '../../../src/bootloader/request/guest-words.ts'

const words = suite('guest words')

const MAC = '00:16:3e:11:22:33'

/** Spellings of one guest on bridge xenbr0, as callers are known to write them. */
const SPELLINGS: [string, string[]][] = [
  ['pypxeboot and xCAT', ['mac=00:16:3E:11:22:33', 'bridge=xenbr0']],
  ['one vif text', ['mac=00:16:3e:11:22:33,bridge=xenbr0']],
  ['blanks around the comma', ['mac=00:16:3E:11:22:33 , bridge=xenbr0']],
  ['quotes of a domain configuration', ["'mac=00:16:3E:11:22:33,bridge=xenbr0'"]],
  ['a Python list', ["['mac=00:16:3e:11:22:33,bridge=xenbr0']"]],
  ['a Python list of two words', ["[ 'mac=00:16:3e:11:22:33'", ",'bridge=xenbr0' ]"]],
  ['split at blanks by libxl', ['mac=00:16:3E:11:22:33', ',', 'bridge=xenbr0']],
  [
    'keys that say nothing about a boot',
    ['type=vif,mac=00:16:3e:11:22:33,model=e1000,script=vif-bridge,bridge=xenbr0,rate=10Mb/s'],
  ],
  ['the one word that libvirt makes of several', ['mac=00:16:3e:11:22:33 bridge=xenbr0']],
  ['hyphens', ['MAC=00-16-3e-11-22-33', 'Bridge=xenbr0']],
  ['no colons', ['mac=00163e112233', 'bridge=xenbr0']],
]
for (const [name, spelling] of SPELLINGS) {
  words(`are read as ${name}`, () => {
    const read = parseGuestWords(spelling)
    assert.is(read.mac, MAC)
    assert.is(read.bridge, 'xenbr0')
    assert.is(read.disk, null)
  })
}

const takesValue = (name: string) => ['label', 'interface', 'udhcpc', 'args'].includes(name)

/** What libvirt hands over in one word, and the words that were meant. */
const ONE_WORD: [string, string[]][] = [
  [
    'mac=00:16:3e:11:22:33 bridge=xenbr0 --label=rescue -v',
    ['mac=00:16:3e:11:22:33 bridge=xenbr0', '--label=rescue', '-v'],
  ],
  [
    '--udhcpc=/sbin/udhcpc --interface=br0 mac=00:16:3e:11:22:33 --label=install',
    ['--udhcpc=/sbin/udhcpc', '--interface=br0', 'mac=00:16:3e:11:22:33', '--label=install'],
  ],
  ['-q mac=00:16:3e:11:22:33,bridge=br0', ['-q', 'mac=00:16:3e:11:22:33,bridge=br0']],
  [
    '--label my entry mac=00:16:3e:11:22:33 bridge=br0',
    ['--label=my entry', 'mac=00:16:3e:11:22:33', 'bridge=br0'],
  ],
  [
    'mac=00:16:3e:11:22:33 --args=root=/dev/sda1 console=hvc0',
    ['mac=00:16:3e:11:22:33', '--args=root=/dev/sda1 console=hvc0'],
  ],
]
for (const [word, meant] of ONE_WORD) {
  words(`are parted from options in ${word}`, () => {
    assert.equal(spreadWords(['--quiet', word, '/dev/a'], takesValue), ['--quiet', ...meant, '/dev/a'])
  })
}

words('stay whole if they are the value of an option, or a disk', () => {
  const whole = ['--args=mac=1 --x', '--args=console=hvc0 mac=2', '--label=my own', '/a --b']
  assert.equal(spreadWords(whole, takesValue), whole)
})

words('may have the keys of COLO', () => {
  assert.is(parseGuestWords([`mac=${MAC},colo_sock_mirror_id=m0,coloft_forwarddev=eth5`]).mac, MAC)
})

words('name the disk by the first word of another form', () => {
  assert.is(parseGuestWords(['mac=00:16:3e:11:22:33', '/dev/vg/guest']).disk, '/dev/vg/guest')
  assert.is(parseGuestWords(['/dev/disk/by-id/a=b,c', 'mac=00:16:3e:11:22:33']).disk, '/dev/disk/by-id/a=b,c')
  assert.is(parseGuestWords(['phy:/dev/vg/a']).disk, 'phy:/dev/vg/a')
})

words('take the first of several vifs: it is the boot card', () => {
  const read = parseGuestWords([
    "['mac=00:16:3e:11:22:33,bridge=xenbr0', 'mac=00:16:3e:44:55:66,bridge=xenbr1']",
  ])
  assert.is(read.mac, MAC)
  assert.is(read.bridge, 'xenbr0')
})

words('give the first IPv4 address of ip=', () => {
  assert.is(parseGuestWords(['mac=00:16:3e:11:22:33,ip=192.0.2.5 192.0.2.6']).address, '192.0.2.5')
  assert.is(parseGuestWords(['ip=2001:db8::1 192.0.2.5/24']).address, '192.0.2.5')
})

words('give the UUID in lower case with hyphens', () => {
  const uuid = '8F5A1C3E-0B1D-4E2F-9A3B-4C5D6E7F8091'
  assert.is(parseGuestWords([`uuid=${uuid}`]).uuid, uuid.toLowerCase())
  assert.is(readGuestUuid(uuid.replaceAll('-', '')), uuid.toLowerCase())
})

/** What is refused, and a word that the message must have. */
const REFUSED: [string, string[], string][] = [
  ['a misspelt key, naming the nearest', ['mac=00:16:3e:11:22:33', 'brigde=xenbr0'], 'bridge'],
  ['what is no MAC address', ['mac=00:16:3e:11:22'], '00:16:3e:11:22'],
  ['a group address', ['mac=01:00:5e:00:00:01'], '01:00:5e:00:00:01'],
  ['the MAC of nobody', ['mac=00:00:00:00:00:00'], '00:00:00:00:00:00'],
  ['what is no UUID', ['uuid=12'], '12'],
  ['a second disk', ['/dev/a', '/dev/b'], '/dev/b'],
]
for (const [name, refused, word] of REFUSED) {
  words(`refuse ${name}`, () => {
    assert.throws(
      () => parseGuestWords(refused),
      (error: unknown) =>
        error instanceof BootError &&
        error.code === 'E_USAGE' &&
        `${error.message} ${error.hint}`.includes(word),
    )
  })
}

words.run()
