import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { seccompFilter } from '../../../src/bootloader/supervisor/seccomp-filter.ts'
import { check } from '../../support/processes.ts'

const filter = suite('the seccomp filter')

const ALLOW = 0x7fff0000
const [X64, ARM64] = [0xc000003e, 0xc00000b7]

/** What the filter says to a call, as the kernel would run it (classic BPF). */
function verdict(program: Buffer, architecture: number, number: number, [first, fourth] = [0, 0]): number {
  const data = new Map([
    [0, number],
    [4, architecture],
    [16, first],
    [40, fourth],
  ])
  let accumulator = 0
  for (let at = 0; ; at += 8) {
    const [code, value] = [program.readUInt16LE(at), program.readUInt32LE(at + 4)]
    if (code === 0x06) return value
    if (code === 0x20) accumulator = data.get(value) ?? 0
    else if (code === 0x54) accumulator &= value
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
  const rows: [what: string, number: number, first: number, fourth: number, verdict: number][] = [
    ['read', 0, 0, 0, ALLOW],
    ['ptrace', 101, 0, 0, fails(1)],
    ['keyctl', 250, 0, 0, fails(1)],
    ['bpf', 321, 0, 0, fails(1)],
    ['memfd_create', 319, 0, 0, fails(1)],
    ['mmap of private memory', 9, 0, 0x22, ALLOW],
    ['mmap of a file, shared', 9, 0, 0x01, ALLOW],
    ['mmap of shared memory', 9, 0, 0x4021, fails(1)],
    ['clone of a thread', 56, 0x3d0f00, 0, ALLOW],
    ['clone with a user namespace', 56, 0x10000000, 0, fails(1)],
    ['clone3', 435, 0, 0, fails(38)],
    ['socket of AF_INET', 41, 2, 0, ALLOW],
    ['socket of AF_PACKET', 41, 17, 0, ALLOW],
    ['socket of AF_ALG', 41, 38, 0, fails(97)],
    ['read of the x32 ABI', 0x40000000, 0, 0, fails(1)],
  ]
  for (const [what, number, first, fourth, wanted] of rows)
    assert.is(verdict(x64, X64, number, [first, fourth]), wanted, what)
  assert.is(verdict(x64, 0x40000003, 26), 0x80000000, 'a call of i386')
  assert.is(verdict(seccompFilter('arm64') as Buffer, ARM64, 219), fails(1), 'keyctl on ARM64')
  assert.is(seccompFilter('riscv64'), null)
})

/** prctl and seccomp, and what the filter refuses: ptrace, process_vm_readv, ... in the order of the file. */
const CALLS = {
  x64: {
    load: [157, 317],
    refused: [
      ...[101, 310, 311, 438, 312, 248, 249, 250, 321, 298, 323, 425, 426, 427],
      ...[319, 447, 29, 68, 272, 308, 165, 166, 155, 161],
    ],
  },
  arm64: {
    load: [167, 277],
    refused: [
      ...[117, 270, 271, 438, 272, 217, 218, 219, 280, 241, 282, 425, 426, 427],
      ...[279, 447, 194, 186, 97, 268, 40, 39, 41, 51],
    ],
  },
}[process.arch as 'x64' | 'arm64']

/** Loads the filter in file $ARGV[0], and runs the rest. PR_SET_NO_NEW_PRIVS is 38, SECCOMP_SET_MODE_FILTER 1. */
const LOAD = `
  my ($prctl, $seccomp, $file, @program) = @ARGV;
  open(my $in, '<:raw', $file) or die $!;
  local $/; my $code = <$in>;
  syscall($prctl + 0, 38, 1, 0, 0, 0) == 0 or die "prctl: $!";
  syscall($seccomp + 0, 1, 0, pack('S x!8 P', length($code) / 8, $code)) == 0 or die "seccomp: $!";
  exec @program or die $!`

/** Each call's error; 0: it succeeded. */
const TRY = `for my $call (@ARGV) { $! = 0; syscall($call + 0, 0, 0, 0, 0, 0, 0); print $! + 0, " " }`

/** What a program needs that plays the client: files, threads, sockets, other programs. */
const WORK = `
  const { execFileSync } = require('node:child_process')
  const socket = require('node:dgram').createSocket('udp4').bind(0, '127.0.0.1', () => {
    require('node:tls').createSecureContext()
    require('node:zlib').gzip('x', () => socket.close(() => console.log(execFileSync('echo', ['done'], { encoding: 'utf8' }))))
  })`

/** Standard output of a program that the kernel filters. */
async function filtered(program: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-filter-'))
  try {
    const file = join(folder, 'filter')
    writeFileSync(file, seccompFilter() as Buffer)
    return await check(['perl', '-e', LOAD, ...CALLS.load.map(String), file, ...program])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

filter('lets Node work', async () => {
  assert.match(await filtered([process.execPath, '--eval', WORK]), 'done')
})

filter('has the kernel refuse each of the calls', async () => {
  const errors = await filtered(['perl', '-e', TRY, ...CALLS.refused.map(String)])
  assert.is(errors.trim(), CALLS.refused.map(() => '1').join(' '))
})

filter('has the kernel refuse shared memory, and no other', async () => {
  const mmap = process.arch === 'x64' ? 9 : 222
  const script = `for my $flags (0x21, 0x22) { print syscall(${mmap}, 0, 4096, 3, $flags, -1, 0) == -1 ? 'no ' : 'yes ' }`
  assert.is(await filtered(['perl', '-e', script]), 'no yes ')
})

filter.run()
