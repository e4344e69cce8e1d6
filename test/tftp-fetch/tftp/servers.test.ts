import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type NegotiatedOptions, PLAIN } from '../../../src/tftp-fetch/tftp/options.ts'
import {
  chooseOptions,
  considerLoss,
  considerOptions,
  type Loss,
  type Server,
  unknownServer,
} from '../../../src/tftp-fetch/tftp/servers.ts'

const servers = suite('what is asked of a TFTP server')

/** What the kernel gives with the usual net.core.rmem_max, and with a larger one. */
const USUAL_BUFFER = 425_984
const LARGE_BUFFER = 8_388_608

const known = (what: Partial<Server>): Server => ({ ...unknownServer(), ...what })
const agreed = (what: Partial<NegotiatedOptions>): NegotiatedOptions => ({
  ...PLAIN,
  hasOptions: true,
  ...what,
})
const lost = (what: Partial<Loss>): Loss => ({ blocks: 1, silences: 0, complete: 1000, events: 1, ...what })

const wishes: [string, Partial<Server>, number, number, { blockSize: number; windowSize: number } | null][] =
  [
    ['an unknown one', {}, 1500, LARGE_BUFFER, { blockSize: 1468, windowSize: 714 }],
    ['an unknown one, for a small buffer', {}, 1500, USUAL_BUFFER, { blockSize: 1468, windowSize: 99 }],
    ['an unknown one, on a narrow link', {}, 576, LARGE_BUFFER, { blockSize: 544, windowSize: 1927 }],
    ['one with windows', { windows: true }, 1500, LARGE_BUFFER, { blockSize: 16_384, windowSize: 64 }],
    [
      'one with windows, for a small buffer',
      { windows: true },
      1500,
      USUAL_BUFFER,
      { blockSize: 16_384, windowSize: 9 },
    ],
    ['one without windows', { windows: false }, 1500, LARGE_BUFFER, { blockSize: 65_464, windowSize: 1 }],
    [
      'one behind a way without fragments',
      { windows: false, blockLimit: 1468 },
      1500,
      LARGE_BUFFER,
      { blockSize: 1468, windowSize: 1 },
    ],
    ['one that refuses options', { options: false }, 1500, LARGE_BUFFER, null],
  ]
for (const [what, server, mtu, buffer, expected] of wishes) {
  servers(`of ${what}`, () => {
    const requested = chooseOptions(known(server), mtu, buffer)
    assert.equal(
      requested === null ? null : { blockSize: requested.blockSize, windowSize: requested.windowSize },
      expected,
    )
  })
}

const requested = { blockSize: 1468, windowSize: 64, utimeout: null }

servers('is asked of again for a large file, when larger blocks would do', () => {
  const large = { blockSize: 1468, totalBytes: 10_000_000 }
  assert.is(considerOptions(unknownServer(), requested, agreed({ ...large, windowSize: 64 }), 1500), false)
  assert.is(considerOptions(unknownServer(), requested, agreed({ ...large, windowSize: 1 }), 1500), false)
})

servers('is not requested again for a small file, or if the server capped the block', () => {
  assert.ok(considerOptions(unknownServer(), requested, agreed({ blockSize: 1468, totalBytes: 1000 }), 1500))
  assert.ok(
    considerOptions(unknownServer(), requested, agreed({ blockSize: 1400, totalBytes: 10_000_000 }), 1500),
  )
  assert.ok(considerOptions(unknownServer(), requested, agreed({ blockSize: 1468 }), 1500))
  assert.ok(considerOptions(unknownServer(), requested, PLAIN, 1500))
})

const losses: [string, Partial<NegotiatedOptions>, Partial<Loss>, Partial<Server> | null][] = [
  ['one fragment', { blockSize: 65_464 }, {}, null],
  ['every first fragment', { blockSize: 65_464 }, { complete: 0, silences: 4 }, { blockLimit: 1468 }],
  ['more fragments than the kernel bears', { blockSize: 65_464 }, { blocks: 30 }, { blockLimit: 16_384 }],
  ['one block in ten', { blockSize: 16_384, windowSize: 64 }, { events: 100 }, { blockLimit: 1468 }],
  ['one block in ten that fits', { blockSize: 1468, windowSize: 4 }, { events: 100 }, null],
  ['a part of each burst', { blockSize: 1468, windowSize: 714 }, { events: 8 }, { windowLimit: 178 * 1468 }],
  ['every first block of 1468', { blockSize: 1468 }, { complete: 0, silences: 5 }, { blockLimit: 1408 }],
  ['every first block of 1408', { blockSize: 1408 }, { complete: 0, silences: 5 }, { blockLimit: 512 }],
  ['every first block of 512', { blockSize: 512 }, { complete: 0, silences: 9 }, null],
]
for (const [what, negotiated, loss, expected] of losses) {
  servers(
    `after the loss of ${what} ${expected === null ? 'stays' : `is ${JSON.stringify(expected)}`}`,
    () => {
      const server = unknownServer()
      assert.is(considerLoss(server, agreed(negotiated), lost(loss), 1500), expected === null)
      if (expected !== null) assert.equal(server, known(expected))
    },
  )
}

servers.run()
