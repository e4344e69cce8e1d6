import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { optionBytes } from '../../src/bootloader/option-bytes.ts'

const options = suite('a DHCP option on the command line')

options('is read as its type writes it', () => {
  const rows: [number, string, string][] = [
    [3, '192.0.2.1,192.0.2.2', 'c0000201c0000202'],
    [209, '192.0.2.1', '3139322e302e322e31'],
    [26, '1400', '0578'],
    [51, '3600', '00000e10'],
    [43, '0x0104', '0104'],
    [43, '01:04:aa', '0104aa'],
    [224, 'text', '74657874'],
  ]
  for (const [code, value, hex] of rows)
    assert.is(optionBytes(code, value).toString('hex'), hex, `${code}=${value}`)
})

options.run()
