import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { clientUser } from '../../../src/bootloader/supervisor/users.ts'

const user = suite('the user of the client')

user('is nobody, or the one given, where there is such a user', () => {
  const all = '         0          0 4294967295\n'
  assert.is(clientUser(null, all), 65534)
  assert.is(clientUser(1234, all), 1234)
  assert.is(clientUser(null, '0 1000 1\n'), null)
})

user.run()
