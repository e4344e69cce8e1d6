/** The cpio member that an image with arguments becomes. Source: ipxe src/core/cpio.c, src/arch/x86/image/bzimage.c (bzimage_load_initrd). */

import type { CpioMember } from '../types.ts'

/**
 * The member that `args`, the arguments of an image, make: a name, and words among which `mode=` (octal) and `mkdir=`
 * count. null: not a member.
 */
export function cpioMember(args: string | null): CpioMember | null {
  if (args === null || args === '') return null
  const [name = '', ...rest] = args.split(' ')
  const value = (key: string) => rest.find((word) => word.startsWith(key))?.slice(key.length)
  const mode = Number.parseInt(value('mode=') ?? '', 8)
  const folders = Number.parseInt(value('mkdir=') ?? '', 10)
  return {
    name,
    mode: Number.isNaN(mode) ? 0o644 : mode & 0o7777,
    style: 'ipxe',
    folders: Number.isNaN(folders) ? 0 : folders,
  }
}
