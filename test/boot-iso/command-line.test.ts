// Which command lines a boot ISO takes.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { checkCommandLine, ISOLINUX_LIMIT, isolinuxPrefix } from '../../src/boot-iso/command-line.ts'
import { isolinuxConfig } from '../../src/boot-iso/plan.ts'

const commandLines = suite('command line of a boot ISO')

/** The code of the refusal, or null. */
function refusal(bytes: Buffer, firmware: 'bios' | 'efi' = 'bios'): string | null {
  try {
    checkCommandLine(bytes, true, [firmware])
    return null
  } catch (error) {
    return error instanceof BootError ? error.code : String(error)
  }
}

for (const character of ['\n', '\r', '\0', '\x01', '\x1b', '\x7f']) {
  commandLines(`refuses the control character ${JSON.stringify(character)}`, () => {
    assert.is(refusal(Buffer.from(`quiet ${character}KERNEL /evil`)), 'E_CONFIG_INVALID')
  })
}

commandLines('takes all other characters, tabs too', () => {
  assert.is(refusal(Buffer.from('a="b c"\td=\'e\' f=\\g ;{}#$%^ ü€')), null)
})

commandLines('takes as many bytes as isolinux does with its own words, and no more', () => {
  const most = ISOLINUX_LIMIT - isolinuxPrefix(true).length
  assert.is(refusal(Buffer.alloc(most, 'x')), null)
  assert.is(refusal(Buffer.alloc(most + 1, 'x')), 'E_CMDLINE_TOO_LONG')
})

commandLines('refuses for EFI what is not UTF-8', () => {
  assert.is(refusal(Buffer.from('name=\xe9', 'latin1'), 'efi'), 'E_UNSUPPORTED')
  assert.is(refusal(Buffer.from('name=\xe9', 'latin1'), 'bios'), null)
  assert.is(refusal(Buffer.from('name=é'), 'efi'), null)
})

commandLines('is written byte for byte into isolinux.cfg, after the ramdisk', () => {
  const config = isolinuxConfig(Buffer.from('a="b c"; } \xe9', 'latin1'), true).toString('latin1')
  assert.is(
    config,
    'DEFAULT boot\nPROMPT 0\nNOESCAPE 1\nLABEL boot\nKERNEL /linux\nAPPEND initrd=/initrd a="b c"; } \xe9\n',
  )
})

commandLines.run()
