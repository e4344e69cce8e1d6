// The addresses that a run uses on its guest's network, by what is known of the guest.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import type { BootTask } from '../../../src/bootloader/boot-task.ts'
import { carefulPort } from '../../../src/bootloader/supervisor/careful-port.ts'
import { type NetworkUse, networkUseOf } from '../../../src/bootloader/supervisor/network-use.ts'
import type { GuestPort, Sighting } from '../../../src/guest-port/index.ts'
import type { Lease } from '../../../src/lease.ts'

const uses = suite("a run's use of the guest's network")

const MAC = '00:16:3e:11:22:33'
const HERE: Sighting = { where: 'behind the port vif3.0 of xenbr0', certain: true }
const MAYBE: Sighting = { where: 'behind the uplink eth0 of xenbr0', certain: false }

interface Case {
  sighting: Sighting | null
  dry: boolean
  words?: { force?: boolean; asGuest?: boolean }
  device?: string
}

function useOf({ sighting, dry, words = {}, device = 'xenbr0' }: Case): NetworkUse {
  const place = { mode: 'guest', force: false, asGuest: false, ...words }
  return networkUseOf({ guest: { mac: MAC }, place } as BootTask, { dry, device, sighting })
}

/** "guest", or "own", for the port's address at the beginning and after ARP. */
function addresses(found: NetworkUse): string {
  return [found.mac, found.lastMac].map((mac) => (mac === MAC ? 'guest' : 'own')).join(' ')
}

const force = { force: true }
const asGuest = { asGuest: true }
const ROWS: [string, Case, string][] = [
  ['a boot', { sighting: null, dry: false }, 'guest guest'],
  ['a boot of a guest that may run elsewhere', { sighting: MAYBE, dry: false }, 'own guest'],
  ['the same with --force', { sighting: MAYBE, dry: false, words: force }, 'guest guest'],
  ['a boot of a guest that runs, with --force', { sighting: HERE, dry: false, words: force }, 'guest guest'],
  ['a dry run', { sighting: null, dry: true }, 'own own'],
  ['a dry run with --as-guest', { sighting: null, dry: true, words: asGuest }, 'guest guest'],
  ['the same where it may run elsewhere', { sighting: MAYBE, dry: true, words: asGuest }, 'own guest'],
  ['the same where it runs', { sighting: HERE, dry: true, words: asGuest }, 'own own'],
  ['a dry run with --force', { sighting: HERE, dry: true, words: force }, 'own own'],
]
for (const [what, row, expected] of ROWS) {
  uses(`of ${what} has these addresses: ${expected}`, () => {
    assert.is(addresses(useOf(row)), expected)
  })
}

uses('is refused to a boot of a guest that runs', () => {
  assert.throws(
    () => useOf({ sighting: HERE, dry: false }),
    (error: unknown) => error instanceof BootError && error.code === 'E_NETWORK',
  )
})

uses("of a dry run is the host's own if the guest runs and the host has an address there", () => {
  assert.is(useOf({ sighting: HERE, dry: true, device: 'lo' }).mode, 'host')
  assert.is(useOf({ sighting: null, dry: true, device: 'lo' }).mode, 'guest')
  assert.is(useOf({ sighting: HERE, dry: true, device: 'xenbr0' }).mode, 'guest')
})

/** What is done at a port whose ARP probes `owner` answers. */
function port(owner: string | null) {
  const done: string[] = []
  const fake = {
    probe: async () => ({ answer: async () => owner }),
    setMac: async (mac: string) => {
      done.push(`set ${mac}`)
    },
    configure: async () => {
      done.push('configured')
    },
  } as Partial<GuestPort> as GuestPort
  const careful = (use: NetworkUse, dry: boolean) =>
    carefulPort(fake, use, { mac: MAC, dry, device: 'xenbr0' })
  return { done, careful }
}

const LEASE = { address: '192.0.2.77' } as Lease

uses("changes to the guest's only once the address is known to be unused", async () => {
  const free = port(null)
  const first = free.careful(useOf({ sighting: MAYBE, dry: false }), false)
  assert.is(await first.whoHas(LEASE.address), null)
  assert.is(await first.whoHas(LEASE.address), null)
  await first.configure(LEASE)
  assert.equal(free.done, [`set ${MAC}`, 'configured'])

  const taken = port('02:00:00:00:00:09')
  const second = taken.careful(useOf({ sighting: MAYBE, dry: false }), false)
  assert.is(await second.whoHas(LEASE.address), '02:00:00:00:00:09')
  assert.equal(taken.done, [])
})

/** The milliseconds that are waited for an answer before the address is used. */
const WAITS: [string, Case, number][] = [
  ['a boot', { sighting: null, dry: false }, 50],
  ["a boot that is yet to take the guest's Ethernet address", { sighting: MAYBE, dry: false }, 200],
  ['a dry run', { sighting: null, dry: true }, 200],
]
for (const [what, settings, ms] of WAITS) {
  uses(`of ${what} begins ${ms} ms after the first probe for its address`, async () => {
    const waits: number[] = []
    const answer = async (withinMs: number) => {
      waits.push(withinMs)
      return null
    }
    const fake = { probe: async () => ({ answer }) } as Partial<GuestPort> as GuestPort
    const careful = carefulPort(fake, useOf(settings), { mac: MAC, dry: settings.dry, device: 'xenbr0' })
    await careful.whoHas(LEASE.address)
    await careful.whoHasAfterAll()
    assert.equal(waits, [ms, 200])
  })
}

uses('ends a boot whose guest answers', async () => {
  const { done, careful } = port(MAC)
  const error = await careful(useOf({ sighting: MAYBE, dry: false }), false)
    .whoHas(LEASE.address)
    .catch((caught) => caught)
  assert.is(error.code, 'E_NETWORK')
  assert.equal(done, [])
})

uses('of a dry run whose guest answers does not use its address', async () => {
  const { done, careful } = port(MAC)
  const use = useOf({ sighting: MAYBE, dry: true, words: asGuest })
  const dryRun = careful(use, true)
  assert.is(await dryRun.whoHas(LEASE.address), null)
  const error = await dryRun.configure(LEASE).catch((caught) => caught)
  assert.is(error.code, 'E_NETWORK')
  assert.match(use.running ?? '', '192.0.2.77 answers')
  assert.equal(done, [])
})

uses.run()
