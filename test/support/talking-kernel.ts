// The smallest kernel that a machine can be seen to boot: it prints its command line on the first serial port, and
// turns the machine off (QEMU's pc has its power management at port 0x600).
import { linuxKernel } from './boot-tree.ts'

/** Where the header's first jump leads (Documentation/arch/x86/boot.rst), and the code there, for real mode. */
const START = 0x270
const CODE = Buffer.from(
  [
    'b80020 8ed8 31f6', // ds:si is 0x20000, where QEMU puts the command line
    'baf803', // the serial port
    'ac 84c0 7403 ee ebf8', // each byte up to the NUL
    'ba0406 b80020 ef', // soft off
    'f4 ebfd',
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
)

export function talkingKernel(): Buffer {
  const kernel = linuxKernel(8192)
  kernel.writeUInt8(0xeb, 0x200)
  kernel.writeUInt8(START - 0x202, 0x201)
  kernel.writeUInt8(1, 0x211)
  kernel.writeUInt32LE(0x37ffffff, 0x22c)
  CODE.copy(kernel, START)
  return kernel
}
