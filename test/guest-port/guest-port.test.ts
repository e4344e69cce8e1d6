// The port itself, in a namespace of a process that only waits.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createNetwork, type TestNetwork } from '../support/network.ts'
import { until } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'

const port = suite('the guest port')
const test = unless(needs('root', 'ip'), port)

/** Runs `body`, a module's text that sees the port's module as `m` and the process as `pid`, on the host. */
async function onHost(body: string, check: (net: TestNetwork, said: string) => void | Promise<void>) {
  const net = await createNetwork()
  try {
    const waiting = net.host.start(['unshare', '--net', 'sleep', '60'])
    await until(
      () => readFileSync(`/proc/${waiting.pid}/cmdline`, 'latin1').startsWith('sleep'),
      () => 'unshare',
    )
    const code = `
      import * as m from '${resolve('src/guest-port/index.ts')}'
      const pid = ${waiting.pid}
      const place = await m.findPlace({ bridge: 'xenbr0', interface: null }, await m.readHostNetwork())
      ${body}`
    const call = ['node', '--import', 'tsx', '--input-type=module', '--eval', code]
    await check(net, await net.host.check(call))
    await waiting.stop()
  } finally {
    await net.close()
  }
}

const MADE = `const port = await m.makeGuestPort({ process: '/proc/' + pid, user: 65534, mac: '00:16:3e:11:22:33' }, place)`

test('is removed, and nothing else: not a device with a name like those of ours', () =>
  onHost(
    `${MADE}
     const { execFileSync } = await import('node:child_process')
     execFileSync('ip', ['link', 'add', 'pxe' + pid, 'type', 'veth', 'peer', 'name', 'other0'])
     await port.remove()
     console.log(execFileSync('ip', ['-br', 'link'], { encoding: 'utf8' }), 'made', port.hostPort)`,
    (_, said) => {
      assert.match(said, /^pxe\d+@other0 /m)
      const [, name = ''] = /made (pxe[0-9a-f]{8})/.exec(said) ?? []
      assert.is(said.split(name).length, 2, said)
    },
  ))

test('that cannot be made takes nothing away', () =>
  onHost(
    `const { execFileSync } = await import('node:child_process')
     execFileSync('ip', ['link', 'add', 'pxe' + pid, 'type', 'veth', 'peer', 'name', 'other0'])
     await m.makeGuestPort({ process: '/proc/' + pid, user: 65534, mac: 'no address' }, place).catch(({ code }) => console.log(code))
     console.log(execFileSync('ip', ['-br', 'link'], { encoding: 'utf8' }))`,
    (_, said) => {
      assert.match(said, /^E_NETWORK$/m)
      assert.match(said, /^pxe\d+@other0 /m)
    },
  ))

test('hears who has an address, and that nobody has it', () =>
  onHost(
    `${MADE}
     console.log(await port.whoHas('192.0.2.1'), await port.whoHas('192.0.2.9'))
     await port.remove()`,
    (_, said) => assert.match(said, /^[0-9a-f]{2}(:[0-9a-f]{2}){5} null$/m),
  ))

test('goes on meaning its namespace when the process has ended', () =>
  onHost(
    `${MADE}
     process.kill(pid, 'SIGKILL')
     await new Promise((resolve) => setTimeout(resolve, 200))
     console.log(await port.whoHas('192.0.2.9'))
     await port.remove()`,
    (_, said) => assert.is(said.trim(), 'null'),
  ))

port.run()
