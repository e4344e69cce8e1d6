// A kernel that every boot loader takes, and that tells on the first serial port what it was given: its own letter, the
// command line, and the initial ramdisk byte for byte. Then it turns the machine off (QEMU's pc, port 0x604).
import { linuxKernel } from './boot-tree.ts'

/** Where the header's first jump leads (Documentation/arch/x86/boot.rst), and the descriptors for lgdt. */
const START = 0x270
const DESCRIPTORS = 0x2c0
const PROTECTED_MODE = 0x400

/** iPXE starts here, in real mode: on to protected mode, with what GRUB gives as well: esi at the header's block. */
const REAL_MODE = code(
  'fa 6631c0 8cd8 66c1e004 6689c6', // esi = ds << 4
  '6605c0020000 66a3e202 660f0116e002', // lgdt, with the table's linear address
  '0f20c0 0c01 0f22c0', // protected mode
  'b81800 8ed8 8ec0', // flat data segments
  '66ea 00001000 1000', // jmp 0x10:0x100000
)
const TABLE = code('00'.repeat(16), 'ffff0000009bcf00', 'ffff00000093cf00', '1f00')

/** GRUB starts here. */
const reporting = (letter: string): Buffer =>
  code(
    'fc 89f3 66baf803', // ebx at the block, the serial port
    `b0${Buffer.from(letter).toString('hex')} ee`,
    '8bb328020000 ac ee 84c0 75fa', // the command line with its NUL
    '8db31c020000 b904000000 f36e', // the ramdisk's length, little endian
    '8bb318020000 8b8b1c020000 f36e', // the ramdisk
    '66ba0406 66b80020 66ef f4 ebfd', // soft off
  )

function code(...instructions: string[]): Buffer {
  return Buffer.from(instructions.join('').replaceAll(' ', ''), 'hex')
}

/** `letter`: one ASCII character that tells this kernel from others. */
export function reportingKernel(letter: string): Buffer {
  const kernel = linuxKernel(64 << 10)
  kernel.writeUInt8(0xeb, 0x200)
  kernel.writeUInt8(START - 0x202, 0x201)
  kernel.writeUInt8(1, 0x211) // loadflags: LOADED_HIGH
  kernel.writeUInt32LE(0x100000, 0x214) // code32_start
  kernel.writeUInt32LE(0x37ffffff, 0x22c) // initrd_addr_max
  kernel.writeUInt32LE(0x200000, 0x230) // kernel_alignment
  kernel.writeUInt8(1, 0x234) // relocatable_kernel
  kernel.writeUInt8(21, 0x235) // min_alignment
  kernel.writeUInt32LE(2047, 0x238) // cmdline_size
  kernel.writeBigUInt64LE(0x1000000n, 0x258) // pref_address
  kernel.writeUInt32LE(1 << 20, 0x260) // init_size
  REAL_MODE.copy(kernel, START)
  TABLE.copy(kernel, DESCRIPTORS)
  reporting(letter).copy(kernel, PROTECTED_MODE)
  return kernel
}

/** What such a kernel was given. */
export interface Given {
  letter: string
  /** Latin-1: one character a byte. */
  commandLine: string
  initrd: Buffer
}

/** Reads what the serial port said; null while it has not said all. */
export function given(serial: Buffer): Given | null {
  const end = serial.indexOf(0)
  if (end < 1 || serial.length < end + 5) return null
  const initrd = serial.subarray(end + 5)
  if (initrd.length < serial.readUInt32LE(end + 1)) return null
  return { letter: serial.toString('latin1', 0, 1), commandLine: serial.toString('latin1', 1, end), initrd }
}
