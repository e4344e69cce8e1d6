import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { refuseUnusable, routesOf } from '../../src/guest-port/usable-lease.ts'
import type { Lease } from '../../src/lease.ts'
import { LEASE as SIMPLE } from '../support/lease.ts'

const leases = suite('a lease before it is set')

const LEASE: Lease = {
  ...SIMPLE,
  gateway: '192.0.2.1',
  routes: [{ destination: '10.0.0.0', prefixLength: 8, gateway: '0.0.0.0' }],
}

leases('may have addresses of hosts, and routes on the link', () => refuseUnusable(LEASE))

for (const address of [
  '0.0.0.0',
  '0.1.2.3',
  '127.0.0.1',
  '127.255.255.255',
  '224.0.0.1',
  '239.1.1.1',
  '255.255.255.255',
]) {
  leases(`${address} is refused as address and as router`, () => {
    const route = { destination: '0.0.0.0', prefixLength: 0, gateway: address }
    const bad: Partial<Lease>[] = [
      { address },
      { gateway: address },
      ...(address === '0.0.0.0' ? [] : [{ routes: [route] }]),
    ]
    for (const part of bad) {
      assert.throws(
        () => refuseUnusable({ ...LEASE, ...part }),
        (error: unknown) =>
          error instanceof BootError && error.code === 'E_NETWORK' && error.message.includes(address),
      )
    }
  })
}

leases('routes are those of option 121, else the router', () => {
  const routes = [
    { destination: '10.9.8.7', prefixLength: 8, gateway: '192.0.2.2' },
    { destination: '0.0.0.0', prefixLength: 0, gateway: '192.0.2.3' },
  ]
  assert.equal(routesOf({ ...LEASE, routes }), [
    '10.0.0.0/8 via 192.0.2.2 onlink',
    '0.0.0.0/0 via 192.0.2.3 onlink',
  ])
  assert.equal(routesOf({ ...LEASE, routes: [] }), ['default via 192.0.2.1 onlink'])
  assert.equal(routesOf({ ...LEASE, routes: [], gateway: null }), [])
})

leases('a router that is the guest itself stands for the link: proxy ARP', () => {
  const { address } = LEASE
  const route = { destination: '10.0.0.0', prefixLength: 8, gateway: address }
  assert.equal(routesOf({ ...LEASE, routes: [], gateway: address }), ['default'])
  assert.equal(routesOf({ ...LEASE, routes: [route] }), ['10.0.0.0/8'])
})

leases.run()
