import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bindOptions, mountsBelow, readMounts } from '../../../src/bootloader/supervisor/mounts.ts'

const mounts = suite('the mounts that clients see')

const MOUNTS = readMounts(
  [
    '22 27 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:5 - proc proc rw',
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '28 27 0:25 / /usr/read\\040only ro,nosuid,noatime - tmpfs x ro',
    '29 28 0:26 / /usr/read\\040only/within rw - tmpfs x rw',
    '',
  ].join('\n'),
)

mounts('keep the options that a user namespace cannot take away', () => {
  assert.is(bindOptions(MOUNTS, '/usr'), 'nosuid,nodev,relatime')
  assert.is(bindOptions(MOUNTS, '/usr/read only/file'), 'nosuid,nodev,noatime')
})

mounts('within a folder are found, outer ones first', () => {
  assert.equal(mountsBelow(MOUNTS, '/usr'), ['/usr/read only', '/usr/read only/within'])
  assert.equal(mountsBelow(MOUNTS, '/etc'), [])
})

mounts.run()
