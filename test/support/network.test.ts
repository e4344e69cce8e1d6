import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createNetwork } from './network.ts'
import { needs, unless } from './requirements.ts'
import { unpacked } from './unpacked.ts'

const network = suite('test network')
const test = unless(needs('root', 'ip'), network)

test('joins namespaces by the bridge of the host, which has no address', async () => {
  const net = await createNetwork()
  try {
    const guest = await net.join('guest', { mac: '00:16:3e:00:00:01', address: '192.0.2.9/24' })
    assert.match(await guest.check(['ip', 'link', 'show', 'eth0']), '00:16:3e:00:00:01')
    await guest.check([unpacked('busybox'), 'ping', '-c1', '-W2', '192.0.2.1'])
    assert.equal(net.leftovers().links, ['leg1', 'leg2', 'lo', 'xenbr0'])
    assert.not.match(await net.host.check(['ip', '-4', 'address', 'show', 'xenbr0']), 'inet ')
  } finally {
    await net.close()
  }
})

test('close removes its namespaces, its processes and its files', async () => {
  const net = await createNetwork()
  const sleeper = net.server.start(['sh', '-c', 'sleep 1000 & exec sleep 1000'])
  await net.server.check(['touch', `${net.server.folder}/file`])
  await net.close()
  assert.is(await sleeper.ended, null)
  assert.not(existsSync(net.folder))
  assert.equal(net.leftovers().processes, [])
  assert.equal(net.leftovers().namespaces, [])
})

test('sweeps what a killed process left, and nothing of a living one', async () => {
  const net = await createNetwork()
  const lives = join(tmpdir(), `tspx-${process.pid}-999-x`)
  const dead = join(tmpdir(), 'tspx-99999999-1-x')
  const elsewhere = join(tmpdir(), 'tspx-99999998-1-x')
  try {
    const here = readFileSync(join(net.folder, '.pid-namespace'))
    for (const [folder, namespace] of [
      [lives, here],
      [dead, here],
      [elsewhere, 'pid:[1]'],
    ] as const) {
      mkdirSync(folder)
      writeFileSync(join(folder, '.pid-namespace'), namespace)
    }
    await (await createNetwork()).close()
    assert.equal([lives, dead, elsewhere].map(existsSync), [true, false, true])
    assert.ok(existsSync(net.folder))
  } finally {
    await net.close()
    for (const folder of [lives, dead, elsewhere]) rmSync(folder, { recursive: true, force: true })
  }
})

test('sees a link and a process that something left behind', async () => {
  const net = await createNetwork()
  try {
    const before = net.leftovers()
    await net.host.check(['ip', 'link', 'add', 'left', 'type', 'bridge'])
    net.host.start(['unshare', '--net', 'sleep', '1000'])
    const after = net.leftovers()
    assert.equal(
      after.links.filter((link) => !before.links.includes(link)),
      ['left'],
    )
    assert.is(after.processes.length, before.processes.length + 1)
  } finally {
    await net.close()
  }
})

network.run()
