/** Message files as syslinux doc/syslinux.txt describes them. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drawMessage, messageLines } from '../../../src/bootloader/menu/message.ts'

const message = suite('message files')

const drawn = (text: string) => messageLines(text).map((line) => drawMessage(line, 20))

const ROWS: [what: string, text: string, lines: string[]][] = [
  ['lines end with LF or CR LF', 'a\r\nb\nc', ['a', 'b', 'c']],
  ['<FF> clears what came before', 'a\nb\fc\nd', ['c', 'd']],
  ['<SUB> ends the file', 'a\x1ab\nc', ['a']],
  ['a picture is left out with its line', '\x18logo.16\na', ['a']],
  ['<SI> and two digits are background and foreground', '\x0f0fA\x0f07b', ['\x1b[1;37;40mA\x1b[mb']],
  ['a colour lasts over lines', '\x0f1ea\nb', ['\x1b[1;33;44ma\x1b[m', '\x1b[1;33;44mb\x1b[m']],
  ['bright backgrounds are like the others', '\x0f9cA', ['\x1b[1;31;44mA\x1b[m']],
  ['<SI> without digits is spelled out', '\x0fxyz', ['^Oxyz']],
  ['parts for other screens are hidden', 'a\x12b\x14c\x11d\x13e\x17f', ['acf']],
  ['<EM> shows nothing', 'a\x19b', ['ab']],
  ['other control characters are spelled out', '\x1b[2J\x9b\x07', ['^[[2J\\x9b^G']],
  ['escapes are spelled out in colours too', '\x0f0c\x1b]0;x', ['\x1b[1;31;40m^[]0;x\x1b[m']],
  ['long lines are cut', `${'a'.repeat(15)}\x0f0cbbbbbbbbbb`, [`${'a'.repeat(15)}\x1b[1;31;40mbbbbb\x1b[m`]],
]
for (const [what, text, lines] of ROWS) message(what, () => assert.equal(drawn(text), lines))

message.run()
