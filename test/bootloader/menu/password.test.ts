import { pbkdf2Sync } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { crypt } from '../../../src/bootloader/menu/crypt.ts'
import { passwordMatches } from '../../../src/bootloader/menu/password.ts'

const passwords = suite('menu passwords')

const running = new AbortController().signal

/** Made with `openssl passwd`, and with glibc's crypt(3) for the keys and salts of the SHA-crypt specification's tests. */
const hashes: [string, string][] = [
  ['a', '$1$abcdefgh$jUYc1Xi7pkozuzWQ0Dft71'],
  ['secret', '$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1'],
  ['secret', '$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.'],
  ['x'.repeat(70), '$5$abcdefgh$lZK56QNQPN6R4.IHMn4/mfyfL52QchLo7qGrBRL5dp0'],
  [
    'x'.repeat(70),
    '$6$abcdefgh$Nvk31TZoEuTUq.MkdUx.GD6fBjYTEdPeTnNMiXgmXEWIVcWa7UP3XG/WNbNPQ2jsb6gGqGU9Q83PpnzMBZMox.',
  ],
  ['p\xc3\xa4ssw\xc3\xb6rd', '$1$abcdefgh$xYuxUFvxUOR4Pd6a7EeUS0'],
  ['Hello world!', '$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5'],
  ['Hello world!', '$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA'],
  ['This is just a test', '$5$rounds=5000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5'],
  [
    'Hello world!',
    '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
  ],
  [
    'Hello world!',
    '$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.',
  ],
]
for (const [password, hash] of hashes) {
  passwords(`${password.slice(0, 20)} is the password of ${hash.slice(0, 40)}`, async () => {
    assert.is(await crypt(Buffer.from(password, 'latin1'), hash, running), hash)
    assert.is(await passwordMatches(hash, password, running), true)
    assert.is(await passwordMatches(`${hash}$comment`, password, running), true)
    assert.is(await passwordMatches(hash, `${password}x`, running), false)
    assert.is(await passwordMatches(hash.slice(0, -1), password, running), false)
  })
}

passwords('takes too few rounds for a thousand, and refuses more than a million', async () => {
  const key = Buffer.from('the minimum number is still observed')
  assert.is(
    await crypt(key, '$5$rounds=10$roundstoolow', running),
    '$5$rounds=1000$roundstoolow$yfvwcWrQ8l/K0DAWyuPMDNHpIVlTQebY9l/gL972bIC',
  )
  assert.is(await crypt(key, '$5$rounds=1000001$salt', running), null)
  assert.is(await passwordMatches(`$6$rounds=${'9'.repeat(400)}$salt$x`, 'secret', running), false)
})

passwords('knows the SHA-1 form of syslinux with and without a salt', async () => {
  // printf sesamesecret | openssl sha1 -binary | base64, and the same without the salt
  assert.is(await passwordMatches('$4$sesame$8JDadcs2j9vTK034mV86B8LfSso=$', 'secret', running), true)
  assert.is(await passwordMatches('$4$5en6G6MezRroT3XKqkdPOmY/BfQ=', 'secret', running), true)
  assert.is(await passwordMatches('$4$sesame$8JDadcs2j9vTK034mV86B8LfSso=$', 'other', running), false)
  assert.is(await passwordMatches('$4$', 'secret', running), false)
})

passwords('compares a plain password byte by byte', async () => {
  assert.is(await passwordMatches('secret', 'secret', running), true)
  assert.is(await passwordMatches('secret', 'Secret', running), false)
  assert.is(await passwordMatches('secret ', 'secret', running), false)
  assert.is(await passwordMatches('$ecret', '$ecret', running), true)
})

passwords('reads the form of grub-mkpasswd-pbkdf2', async () => {
  const salt = '0102030405060708'
  const hash = pbkdf2Sync('secret', Buffer.from(salt, 'hex'), 1000, 64, 'sha512')
    .toString('hex')
    .toUpperCase()
  const stored = `grub.pbkdf2.sha512.1000.${salt}.${hash}`
  assert.is(await passwordMatches(stored, 'secret', running), true)
  assert.is(await passwordMatches(stored, 'Secret', running), false)
  assert.is(await passwordMatches('grub.pbkdf2.sha512.99999999999.00.00', 'secret', running), false)
})

passwords('knows no other form', async () => {
  for (const stored of ['$2$salt$hash', '$y$j9T$salt$hash', '$1$', '$5$', '$6$rounds=5000$']) {
    assert.is(await passwordMatches(stored, stored, running), false, stored)
    assert.is(await passwordMatches(stored, 'secret', running), false, stored)
  }
})

passwords('stops when the run ends', async () => {
  const controller = new AbortController()
  const checking = passwordMatches('$6$rounds=1000000$salt$x', 'secret', controller.signal)
  controller.abort(new Error('the run is over'))
  try {
    await checking
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), 'the run is over')
  }
})

passwords.run()
