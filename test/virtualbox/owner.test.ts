// Whose VirtualBox it is, and which device a machine is bridged to.
import { userInfo } from 'node:os'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { defaultRouteDevice } from '../../src/virtualbox/bridge-adapter.ts'
import { findNicType } from '../../src/virtualbox/nic-types.ts'
import { findOwner } from '../../src/virtualbox/owner.ts'

const owners = suite('owner of the machines')

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error) => error.code,
  )
const NOBODY = { name: 'nobody', uid: 65534, gid: 65534 }

owners('is who runs us', async () => {
  const { username, uid, gid, homedir } = userInfo()
  assert.equal(await findOwner(null, { uid, env: {} }), { name: username, uid, gid, home: homedir })
})

owners('is who called sudo', async () => {
  const { name, uid, gid } = await findOwner(null, { uid: 0, env: { SUDO_USER: 'nobody' } })
  assert.equal({ name, uid, gid }, NOBODY)
})

owners('is the one named by --vbox-user, no matter who called sudo', async () => {
  const { name, uid, gid } = await findOwner('nobody', { uid: 0, env: { SUDO_USER: 'root' } })
  assert.equal({ name, uid, gid }, NOBODY)
})

owners('ignores SUDO_USER unless root calls', async () => {
  assert.is((await findOwner(null, { uid: 65534, env: { SUDO_USER: 'root' } })).name, 'nobody')
})

owners('is another user only for root', async () => {
  assert.is(await code(findOwner('root', { uid: 65534, env: {} })), 'E_PERMISSION')
})

for (const name of ['nosuchuser', '', '-x', 'a:b', 'a b', '--service=files']) {
  owners(`is nobody named ${JSON.stringify(name)}`, async () => {
    assert.is(await code(findOwner(name, { uid: 0, env: {} })), 'E_USAGE')
  })
}

owners('bridges to the device of the default route with the lowest metric', () => {
  const rows = [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'eth1\t00000000\t0102A8C0\t0003\t0\t0\t200\t00000000\t0\t0\t0',
    'eth0\t00000000\t0102A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0',
    'eth2\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
  ]
  assert.is(defaultRouteDevice(rows.join('\n')), 'eth0')
  assert.is(defaultRouteDevice(rows[0] ?? ''), null)
})

owners('finds a network card by either of its names', () => {
  assert.is(findNicType('pcnet-pci ii'), 'Am79C970A')
  assert.is(findNicType('AM79C973'), 'Am79C973')
  assert.is(findNicType('Intel PRO/1000 MT Desktop'), '82540EM')
  assert.is(findNicType('ne2000'), null)
})

owners.run()
