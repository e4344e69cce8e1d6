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

const portOn = (device: string) =>
  `const port = await m.makeGuestPort({ process: '/proc/' + pid, user: 65534, mac: '00:16:3e:11:22:33' }, ${device})`
const MADE = portOn('place')

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

test('asks more than once who has an address', () =>
  onHost(
    `${MADE}
     const { execFileSync } = await import('node:child_process')
     const owner = await (await port.probe('192.0.2.77')).answer(200)
     const words = ['--net=/proc/' + pid + '/ns/net', 'ip', '-s', 'neigh', 'show', '192.0.2.77']
     console.log(owner, execFileSync('nsenter', words, { encoding: 'utf8' }))
     await port.remove()`,
    (_, said) => {
      assert.match(said, /^null /)
      // The kernel counts from 3 on: that many would be asked of a host it knows.
      assert.ok(Number(/probes (\d+)/.exec(said)?.[1]) - 3 > 1, said)
    },
  ))

const OTHER_THERE = `const { execFileSync } = await import('node:child_process')
     const ip = (...words) => execFileSync('ip', words)
     const mac = '00:16:3e:11:22:33'
     ip('link', 'add', 'up0', 'type', 'veth', 'peer', 'name', 'up1')
     ip('link', 'set', 'up0', 'up')
     ip('link', 'add', 'link', 'up0', 'name', 'other0', 'address', mac, 'type', 'macvlan', 'mode', 'bridge')
     ip('link', 'set', 'other0', 'up')
     const up0 = { name: 'up0', kind: 'other', mtu: 1500 }
     const make = (signal) => m.makeGuestPort({ process: '/proc/' + pid, user: 65534, mac }, up0, signal)`

test('waits for the end of another device with its Ethernet address', () =>
  onHost(
    `${OTHER_THERE}
     setTimeout(() => ip('link', 'del', 'other0'), 200)
     const port = await make()
     console.log(port.device)
     await port.remove()
     ip('link', 'del', 'up0')`,
    (_, said) => assert.is(said.trim(), 'up0'),
  ))

test('says that another device has its Ethernet address', () =>
  onHost(
    `${OTHER_THERE}
     await make().catch(({ code, message }) => console.log(code, message))
     ip('link', 'del', 'up0')`,
    (_, said) => assert.is(said.trim(), 'E_NETWORK 00:16:3e:11:22:33 is in use on up0 already'),
  ))

test('is given up with the run, though another device has its Ethernet address', () =>
  onHost(
    `${OTHER_THERE}
     await make(AbortSignal.timeout(100)).catch(({ name }) => console.log(name))
     ip('link', 'del', 'up0')`,
    (_, said) => assert.is(said.trim(), 'TimeoutError'),
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

test('finds out who has an address, and that it is unused', () =>
  onHost(
    `${MADE}
     const whoHas = async (address) => (await port.probe(address)).answer(200)
     console.log(await whoHas('192.0.2.1'), await whoHas('192.0.2.9'))
     await port.remove()`,
    (_, said) => assert.match(said, /^[0-9a-f]{2}(:[0-9a-f]{2}){5} null$/m),
  ))

test('keeps its namespace after the process has ended', () =>
  onHost(
    `${MADE}
     process.kill(pid, 'SIGKILL')
     await new Promise((resolve) => setTimeout(resolve, 200))
     console.log(await (await port.probe('192.0.2.9')).answer(200))
     await port.remove()`,
    (_, said) => assert.is(said.trim(), 'null'),
  ))

/** `ip WORDS` in the port's namespace, as a value of the module's text. */
const ip = (words: string) =>
  `execFileSync('nsenter', ['--net=/proc/' + pid + '/ns/net', 'ip', ...${JSON.stringify(words.split(' '))}], { encoding: 'utf8' })`

const TOOLS = `const { execFileSync } = await import('node:child_process')
  const { LEASE } = await import('${resolve('test/support/lease.ts')}')`

test('has the address, the routes and the MTU of its lease, and takes no other packets from then on', () =>
  onHost(
    `${TOOLS}
     ${MADE}
     const before = ${ip('rule')}
     await port.configure({ ...LEASE, address: '192.0.2.77', prefixLength: 24, mtu: 1400, gateway: '192.0.2.254' })
     const [link] = JSON.parse(${ip('-j addr show dev pxeport0')})
     const { mtu, addr_info } = link
     const routes = JSON.parse(${ip('-j route')}).map(({ dst, gateway }) => [dst, gateway ?? null])
     console.log(JSON.stringify({ mtu, addresses: addr_info.filter(({ family }) => family === 'inet')
       .map(({ local, prefixlen, broadcast }) => [local, prefixlen, broadcast]), routes, before, after: ${ip('rule')} }))
     await port.remove()`,
    (_, said) => {
      const { mtu, addresses, routes, before, after } = JSON.parse(said)
      assert.is(mtu, 1400)
      assert.equal(addresses, [['192.0.2.77', 24, '192.0.2.255']])
      assert.equal(routes.sort(), [
        ['192.0.2.0/24', null],
        ['default', '192.0.2.254'],
      ])
      assert.match(before, /iif pxeport0 .*dport 68 lookup 100/)
      assert.not.match(after, /dport 68/)
      assert.match(after, /uidrange 0-0 blackhole/, "the kernel's own answers")
    },
  ))

test('refuses the addresses that no host can have, and has none then', () =>
  onHost(
    `${TOOLS}
     ${MADE}
     for (const address of ['127.0.0.1', '0.0.0.0', '255.255.255.255', '224.0.0.1'])
       await port.configure({ ...LEASE, address }).catch(({ code }) => console.log(code))
     console.log(JSON.parse(${ip('-j -4 addr show dev pxeport0')}).length)
     await port.remove()`,
    (_, said) => assert.is(said, `${'E_NETWORK\n'.repeat(4)}0\n`),
  ))

test('changes its Ethernet address', () =>
  onHost(
    `${TOOLS}
     ${MADE}
     await port.setMac('00:16:3e:44:55:66')
     console.log(JSON.parse(${ip('-j link show dev pxeport0')})[0].address)
     await port.setMac('no address').catch(({ code }) => console.log(code))
     await port.remove()`,
    (_, said) => assert.is(said, '00:16:3e:44:55:66\nE_NETWORK\n'),
  ))

test('on a device that is not a bridge is a macvlan, with no end there', () =>
  onHost(
    `${TOOLS}
     execFileSync('ip', ['link', 'add', 'card0', 'mtu', '1400', 'type', 'veth', 'peer', 'name', 'card1'])
     execFileSync('ip', ['link', 'set', 'card0', 'up'])
     const card = await m.findPlace({ bridge: null, interface: 'card0' }, await m.readHostNetwork())
     ${portOn('card')}
     console.log(port.device, port.hostPort, port.mtu, JSON.parse(${ip('-j -d link show dev pxeport0')})[0].linkinfo.info_kind)
     await port.remove()`,
    (_, said) => assert.is(said, 'card0 null 1400 macvlan\n'),
  ))

port.run()
