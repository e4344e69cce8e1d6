import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sentence } from '../../../src/bootloader/log/sentences.ts'

const sentences = suite('sentences of the log')

sentences('are those of pypxeboot in a normal run', () => {
  assert.equal(sentence({ event: 'LeaseWanted', mac: 'aa:00:86:e2:35:72' }), {
    level: 'normal',
    text: 'requesting info for MAC address AA:00:86:E2:35:72',
  })
  assert.equal(sentence({ event: 'ConfigWanted', address: '134.226.53.114', server: '192.168.12.1' }), {
    level: 'normal',
    text: 'getting cfg for IP 134.226.53.114 (86E23572) from server 192.168.12.1',
  })
  assert.is(sentence({ event: 'LocalBootChosen', by: 'pygrub' }).text, 'dropping to pygrub for local boot')
})

sentences('have the fields of an event that has none of its own, more loudly', () => {
  assert.equal(sentence({ event: 'DhcpNakReceived', server: '192.0.2.1', message: null }), {
    level: 'verbose',
    text: 'dhcp nak received: server=192.0.2.1',
  })
})

sentences.run()
