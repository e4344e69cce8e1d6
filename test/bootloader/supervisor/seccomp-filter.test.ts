import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { seccompFilter } from '../../../src/bootloader/supervisor/seccomp-filter.ts'

const filter = suite('the seccomp filter')

const ALLOW = 0x7fff0000
const [X64, ARM64] = [0xc000003e, 0xc00000b7]

/** What the filter says to a call, as the kernel would run it (classic BPF). */
function verdict(program: Buffer, architecture: number, number: number, argument = 0): number {
  const data = new Map([
    [0, number],
    [4, architecture],
    [16, argument],
  ])
  let accumulator = 0
  for (let at = 0; ; at += 8) {
    const [code, value] = [program.readUInt16LE(at), program.readUInt32LE(at + 4)]
    if (code === 0x06) return value
    if (code === 0x20) accumulator = data.get(value) ?? 0
    else {
      const holds =
        code === 0x15
          ? accumulator === value
          : code === 0x35
            ? accumulator >= value
            : (accumulator & value) !== 0
      at += 8 * program.readUInt8(at + (holds ? 2 : 3))
    }
  }
}

filter('refuses what no boot needs, and nothing else', () => {
  const x64 = seccompFilter('x64') as Buffer
  const fails = (errno: number) => 0x50000 | errno
  const rows: [what: string, number: number, argument: number, verdict: number][] = [
    ['read', 0, 0, ALLOW],
    ['ptrace', 101, 0, fails(1)],
    ['keyctl', 250, 0, fails(1)],
    ['bpf', 321, 0, fails(1)],
    ['clone of a thread', 56, 0x3d0f00, ALLOW],
    ['clone with a user namespace', 56, 0x10000000, fails(1)],
    ['clone3', 435, 0, fails(38)],
    ['socket of AF_INET', 41, 2, ALLOW],
    ['socket of AF_PACKET', 41, 17, ALLOW],
    ['socket of AF_ALG', 41, 38, fails(97)],
    ['read of the x32 ABI', 0x40000000, 0, fails(1)],
  ]
  for (const [what, number, argument, wanted] of rows)
    assert.is(verdict(x64, X64, number, argument), wanted, what)
  assert.is(verdict(x64, 0x40000003, 26), 0x80000000, 'a call of i386')
  assert.is(verdict(seccompFilter('arm64') as Buffer, ARM64, 219), fails(1), 'keyctl on ARM64')
  assert.is(seccompFilter('riscv64'), null)
})

filter.run()
