// A client that an attacker has taken over, with the same attacks outside the sandbox as a control.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { attackClient } from '../support/attack/attack-client.ts'
import { needs, unless } from '../support/requirements.ts'

const attacks = suite('a taken-over client')
const test = unless(needs('root', 'ip', 'dnsmasq', 'keyctl'), attacks)

test('can do nothing that it could do outside of its sandbox', async () => {
  const { rows } = await attackClient()
  assert.ok(rows.length > 15)
  for (const { attack, caged, control } of rows) {
    assert.is.not(control, null, `the control of "${attack}" failed`)
    assert.is(caged, null, `it could ${attack}: ${caged}`)
  }
})

attacks.run()
