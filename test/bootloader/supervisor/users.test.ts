import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runUser } from '../../../src/bootloader/supervisor/users.ts'

const user = suite('the user of the clients')

const map = (count: number) => ({ uid: `         0          0 ${count}\n`, gid: `0 0 ${count}\n` })
const ALL = map(4294967295)
const GROUP = { gid: 65534 }

user(
  'is the run’s own by its process number, or the one given; the group is never guessed from its number',
  () => {
    const perRun = { uid: 1_900_000_000, perRun: true }
    assert.equal(runUser(perRun, 77, ALL), { user: { uid: 1_900_000_077, ...GROUP }, own: true })
    assert.equal(runUser({ uid: 1234, perRun: false }, 77, ALL), {
      user: { uid: 1234, ...GROUP },
      own: false,
    })
  },
)

user('is nobody, or nobody else, where a user namespace has no such user', () => {
  const perRun = { uid: 1_900_000_000, perRun: true }
  assert.equal(runUser(perRun, 77, map(65536)), { user: { uid: 65534, ...GROUP }, own: false })
  assert.equal(runUser(perRun, 77, { uid: '0 1000 1\n', gid: '0 1000 1\n' }), { user: null, own: false })
})

user.run()
