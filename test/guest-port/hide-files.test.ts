import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writableMounts } from '../../src/guest-port/hide-files.ts'

const mounts = suite('mounts that can be written to')

mounts('are found, with the options that a remount keeps', () => {
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

mounts.run()
