import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isOnLink, parseLinkAddress } from '../../src/server/link-address.ts'

const link = suite('who is on the link')

link('an address has a prefix length from 8 to 30', () => {
  assert.equal(parseLinkAddress('192.0.2.1/24'), { address: '192.0.2.1', prefixLength: 24 })
  for (const text of [
    '192.0.2.1',
    '192.0.2.1/31',
    '192.0.2.1/7',
    '192.0.2/24',
    '192.0.2.1/24/24',
    '192.0.2.1/ 24',
    'x',
  ])
    assert.is(parseLinkAddress(text), null, text)
})

link('is who has an address of its network', () => {
  const at = { address: '192.0.2.129', prefixLength: 25 }
  for (const address of ['192.0.2.128', '192.0.2.255', '192.0.2.129'])
    assert.ok(isOnLink(address, at), address)
  for (const address of ['192.0.2.127', '192.0.3.129', '', '::1']) assert.not(isOnLink(address, at), address)
  assert.ok(isOnLink('10.255.0.1', { address: '10.0.0.1', prefixLength: 8 }))
})

link.run()
