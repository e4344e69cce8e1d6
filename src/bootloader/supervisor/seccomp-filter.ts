/**
 * A seccomp filter (seccomp(2), linux/filter.h) that denies the clients what no boot needs: tracing, key rings,
 * bpf, io_uring, perf, userfaultfd, mounts, new namespaces, memory that no limit counts, and sockets of other families
 * than the network's own.
 * setpriv loads it from a file since util-linux 2.41.
 */

interface Architecture {
  /** AUDIT_ARCH_... of linux/audit.h. */
  audit: number
  calls: Record<(typeof DENIED)[number] | 'clone' | 'clone3' | 'mmap' | 'socket', number>
}

const DENIED = [
  ...(['ptrace', 'process_vm_readv', 'process_vm_writev', 'pidfd_getfd', 'kcmp'] as const),
  ...(['add_key', 'request_key', 'keyctl'] as const),
  ...(['bpf', 'perf_event_open', 'userfaultfd'] as const),
  ...(['io_uring_setup', 'io_uring_enter', 'io_uring_register'] as const),
  // RLIMIT_DATA counts private memory alone.
  ...(['memfd_create', 'memfd_secret', 'shmget', 'msgget'] as const),
  ...(['unshare', 'setns', 'mount', 'umount2', 'pivot_root', 'chroot'] as const),
] as const

/** Newer calls have the same number on every architecture. */
const COMMON = {
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  clone3: 435,
  pidfd_getfd: 438,
  memfd_secret: 447,
}

/** By process.arch. */
const ARCHITECTURES: Partial<Record<NodeJS.Architecture, Architecture>> = {
  x64: {
    audit: 0xc000003e,
    calls: {
      ...COMMON,
      ...{ ptrace: 101, process_vm_readv: 310, process_vm_writev: 311, kcmp: 312 },
      ...{ add_key: 248, request_key: 249, keyctl: 250 },
      ...{ bpf: 321, perf_event_open: 298, userfaultfd: 323 },
      ...{ memfd_create: 319, shmget: 29, msgget: 68 },
      ...{ unshare: 272, setns: 308, mount: 165, umount2: 166, pivot_root: 155, chroot: 161 },
      ...{ clone: 56, mmap: 9, socket: 41 },
    },
  },
  arm64: {
    audit: 0xc00000b7,
    calls: {
      ...COMMON,
      ...{ ptrace: 117, process_vm_readv: 270, process_vm_writev: 271, kcmp: 272 },
      ...{ add_key: 217, request_key: 218, keyctl: 219 },
      ...{ bpf: 280, perf_event_open: 241, userfaultfd: 282 },
      ...{ memfd_create: 279, shmget: 194, msgget: 186 },
      ...{ unshare: 97, setns: 268, mount: 40, umount2: 39, pivot_root: 41, chroot: 51 },
      ...{ clone: 220, mmap: 222, socket: 198 },
    },
  },
}

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET of linux/sched.h. */
const NAMESPACES = 0x7e020000
/** MAP_SHARED and MAP_ANONYMOUS of linux/mman.h. */
const SHARED_MEMORY = 0x21
/** AF_UNIX, AF_INET, AF_INET6, AF_NETLINK and AF_PACKET: the last also requires CAP_NET_RAW. */
const FAMILIES = [1, 2, 10, 16, 17]
/** On x64 calls from here on are those of the x32 ABI. */
const X32 = 0x40000000

const EPERM = 1
const ENOSYS = 38
const EAFNOSUPPORT = 97
const ALLOW = 0x7fff0000
const KILL = 0x80000000
const fails = (errno: number): number => 0x00050000 | errno

/** Offsets in struct seccomp_data. An argument's is that of its low half: these architectures are little-endian. */
const DATA = { number: 0, architecture: 4, firstArgument: 16, fourthArgument: 40 }

/** Instructions of classic BPF: BPF_LD+W+ABS, BPF_AND, and jumps over `yes` instructions if true, `no` if false. */
const load = (offset: number) => instruction(0x20, 0, 0, offset)
const ifEqual = (value: number, yes: number, no: number) => instruction(0x15, yes, no, value)
const ifAtLeast = (value: number, yes: number, no: number) => instruction(0x35, yes, no, value)
const ifAnySet = (bits: number, yes: number, no: number) => instruction(0x45, yes, no, bits)
const keepBits = (bits: number) => instruction(0x54, 0, 0, bits)
const answer = (value: number) => instruction(0x06, 0, 0, value)

/** The filter's bytes, a struct sock_filter[]; null for an architecture whose call numbers are not in this file. */
export function seccompFilter(architecture: NodeJS.Architecture = process.arch): Buffer | null {
  const known = ARCHITECTURES[architecture]
  if (known === undefined) return null
  const { audit, calls } = known
  return Buffer.concat([
    load(DATA.architecture),
    ...[ifEqual(audit, 1, 0), answer(KILL)],
    load(DATA.number),
    ...[ifAtLeast(X32, 0, 1), answer(fails(EPERM))],
    ...DENIED.flatMap((name) => [ifEqual(calls[name], 0, 1), answer(fails(EPERM))]),
    // Its flags are in memory, which a filter cannot read; C libraries fall back to clone.
    ...[ifEqual(calls.clone3, 0, 1), answer(fails(ENOSYS))],
    ...[ifEqual(calls.clone, 0, 4), load(DATA.firstArgument), ifAnySet(NAMESPACES, 0, 1)],
    ...[answer(fails(EPERM)), answer(ALLOW)],
    ...[ifEqual(calls.mmap, 0, 5), load(DATA.fourthArgument), keepBits(SHARED_MEMORY)],
    ...[ifEqual(SHARED_MEMORY, 0, 1), answer(fails(EPERM)), answer(ALLOW)],
    ...[ifEqual(calls.socket, 0, FAMILIES.length + 2), load(DATA.firstArgument)],
    ...FAMILIES.map((family, index) => ifEqual(family, FAMILIES.length - index, 0)),
    ...[answer(fails(EAFNOSUPPORT)), answer(ALLOW)],
  ])
}

function instruction(code: number, yes: number, no: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(code, 0)
  bytes.writeUInt8(yes, 2)
  bytes.writeUInt8(no, 3)
  bytes.writeUInt32LE(value >>> 0, 4)
  return bytes
}
