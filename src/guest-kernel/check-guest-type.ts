/** Checks for `--guest-type` whether a kernel can start a guest of that type. */

import { BootError } from '../boot-error.ts'
import { type KernelFile, unpackKernel } from './unpack.ts'
import { type XenEntries, xenEntries } from './xen-notes.ts'

/** Guest types of xl.cfg(5). */
export const GUEST_TYPES = ['pv', 'pvh', 'hvm'] as const
/** One of GUEST_TYPES. */
export type GuestType = (typeof GUEST_TYPES)[number]

const WANTED = {
  pv: { note: 'XEN_ELFNOTE_ENTRY', option: 'CONFIG_XEN_PV=y' },
  pvh: { note: 'XEN_ELFNOTE_PHYS32_ENTRY', option: 'CONFIG_PVH=y' },
} as const

/** Throws E_NOT_A_KERNEL, naming the kernel `name`, if it lacks the entry point for `type`. HVM takes any kernel. */
export async function checkGuestType(
  kernel: KernelFile,
  type: GuestType,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  if (type === 'hvm') return
  const entries = await readEntries(kernel, signal)
  if (entries?.[type]) return
  const { note, option } = WANTED[type]
  const other = type === 'pv' ? 'pvh' : 'pv'
  throw new BootError('E_NOT_A_KERNEL', {
    what: `${name} cannot start a ${type.toUpperCase()} guest: ${entries === null ? 'there is no ELF kernel in it' : `it has no ${note}`}`,
    hint: entries?.[other]
      ? `it can start a ${other.toUpperCase()} guest: type="${other}"; or take a kernel with ${option}`
      : `take a kernel with ${option}`,
    reason: 'other-guest-type',
  })
}

async function readEntries(kernel: KernelFile, signal: AbortSignal): Promise<XenEntries | null> {
  const elf = unpackKernel(kernel, signal)
  try {
    return await xenEntries(elf)
  } finally {
    // Ends the program that unpacks the rest.
    await elf.return(undefined)
  }
}
