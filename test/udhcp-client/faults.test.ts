import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { BootError } from '../../src/boot-error.ts'
import { Lease } from '../../src/lease.ts'
import { writePxeOptions } from '../../src/udhcp-client/codec/index.ts'
import { DhcpEvent } from '../../src/udhcp-client/events.ts'
import {
  dhcpServer,
  replyTo,
  type Server,
  type ServerPlan,
  type Simulated,
  simulateExchange,
} from '../support/dhcp-simulation.ts'

const faults = suite('DHCP through loss, delay, duplication, reordering and damage')

const LIMIT_MS = 30_000
const addresses = new Map([
  ['192.0.2.1', '192.0.2.91'],
  ['192.0.2.2', '192.0.2.92'],
])

/** For each packet, the delays of its copies. Delays that differ reorder. */
const fates = (longestMs: number) =>
  fc.infiniteStream(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.array(fc.integer({ min: 0, max: longestMs }), { minLength: 1, maxLength: 3 }),
      },
      { weight: 1, arbitrary: fc.constant<number[]>([]) },
    ),
  )
const chances = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))

const fateOf = (stream: Iterator<number[]>) => () => stream.next().value ?? []
const chanceOf = (stream: Iterator<number>) => () => stream.next().value ?? 0

/** In time, with a valid lease or one of the errors that may be; events are what they say they are. */
function endsWell({ lease, error, events, tookMs, sent }: Simulated, allowed: string[]): void {
  assert.ok(tookMs <= LIMIT_MS + 1100, `took ${tookMs} ms`)
  assert.ok(sent.length < 40, `sent ${sent.length} packets`)
  for (const event of events) v.parse(DhcpEvent, event)
  if (lease) {
    v.parse(Lease, lease)
    assert.is(addresses.get(lease.dhcpServer), lease.address)
  } else {
    assert.instance(error, BootError)
    assert.ok(allowed.includes((error as BootError).code), String(error))
  }
}

const plan = (server: string): fc.Arbitrary<ServerPlan> =>
  fc.record(
    {
      server: fc.constant(server),
      address: fc.constant(addresses.get(server) ?? ''),
      siaddr: fc.constantFrom('0.0.0.0', server),
      file: fc.constantFrom('', 'pxelinux.0'),
      pingMs: fc.integer({ min: 0, max: 5000 }),
      answer: fc.constantFrom('ACK' as const, 'ACK' as const, 'NAK' as const, 'nothing' as const),
      options: fc.constantFrom(
        {},
        { vendorClass: 'PXEClient' },
        { vendorClass: 'PXEClient', vendorOptions: writePxeOptions({ bootMenu: [{ type: 9, text: 'x' }] }) },
      ),
    },
    { requiredKeys: ['server', 'address'], noNullPrototype: true },
  )

faults('whatever the servers do, it ends in time, in their lease or in the right error', async () => {
  const allowed = ['E_DHCP_TIMEOUT', 'E_DHCP_NAK', 'E_NO_BOOT_SERVER']
  await fc.assert(
    fc.asyncProperty(
      plan('192.0.2.1'),
      plan('192.0.2.2'),
      fates(8000),
      chances,
      fc.constantFrom('offer' as const, 'keep' as const),
      async (first, second, fate, random, lease) => {
        const io = { fate: fateOf(fate), random: chanceOf(random) }
        endsWell(await simulateExchange([dhcpServer(first), dhcpServer(second)], { lease }, io), allowed)
      },
    ),
    { numRuns: 400 },
  )
})

faults('addresses that are in use are declined at most twice', async () => {
  await fc.assert(
    fc.asyncProperty(fates(2000), chances, fc.array(fc.boolean()), async (fate, random, conflicts) => {
      const answers = conflicts.values()
      const result = await simulateExchange(
        [dhcpServer({ server: '192.0.2.1', address: '192.0.2.91' })],
        {},
        {
          fate: fateOf(fate),
          random: chanceOf(random),
          checkAddress: async () => (answers.next().value ? '02:00:00:00:00:09' : null),
        },
      )
      endsWell(result, ['E_DHCP_TIMEOUT', 'E_DHCP_NAK', 'E_NETWORK'])
      assert.ok(result.sent.filter(({ options }) => options.messageType === 'DECLINE').length <= 2)
    }),
    { numRuns: 200 },
  )
})

faults('with one answer in two lost, and a patient limit, a good server gives its lease', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 6 }), chances, async (lost, random) => {
      const losses = lost.values()
      const fate = () => (losses.next().value ? [] : [1])
      const result = await simulateExchange(
        [dhcpServer({ server: '192.0.2.1', address: '192.0.2.91' })],
        { dhcpMs: 600_000 },
        { fate, random: chanceOf(random) },
      )
      assert.is(result.lease?.address, '192.0.2.91')
    }),
  )
})

/** Copies of good answers with bytes changed, cut off or added. */
function vandal(damage: { at: number; value: number; cut: number }[]): Server {
  return (sent) => {
    const type = sent.options.messageType === 'DISCOVER' ? 'OFFER' : 'ACK'
    const good = replyTo(
      sent,
      { messageType: type, serverId: '192.0.2.2', routers: ['192.0.2.1'], domainSearch: ['example.org'] },
      { yiaddr: '192.0.2.66', file: 'evil' },
    )
    // The transaction id is wrong in all of them: none may be taken for an answer.
    good.writeUInt32BE((sent.packet.xid ^ 0x5a5a5a5a) >>> 0, 4)
    return damage.map(({ at, value, cut }) => {
      const payload = Buffer.from(good.subarray(0, good.length - (cut % good.length)))
      const place = 8 + (at % good.length)
      if (place < payload.length) payload.writeUInt8(value, place)
      return { payload, source: '192.0.2.2' }
    })
  }
}

faults('no damaged or foreign packet is ever taken for an answer', async () => {
  const damage = fc.array(
    fc.record({ at: fc.nat(400), value: fc.nat(255), cut: fc.oneof(fc.constant(0), fc.nat(400)) }),
    { minLength: 1, maxLength: 20 },
  )
  await fc.assert(
    fc.asyncProperty(damage, async (changes) => {
      const good = dhcpServer({ server: '192.0.2.1', address: '192.0.2.91', pingMs: 50 })
      const result = await simulateExchange([vandal(changes), good])
      assert.equal([result.lease?.address, result.lease?.bootFile], ['192.0.2.91', 'pxelinux.0'])
      const alone = await simulateExchange([vandal(changes)])
      assert.is(alone.error instanceof BootError && alone.error.code, 'E_DHCP_TIMEOUT')
    }),
    { numRuns: 300 },
  )
})

faults.run()
