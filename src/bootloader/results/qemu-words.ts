/** A boot result as QEMU's own options. */

import type { BootResult } from './boot-result.ts'

/** Byte text; no shell has read them. */
export function qemuWords({ kernel, ramdisk, args }: BootResult): string[] {
  return [
    ...['-kernel', kernel],
    ...(ramdisk === null ? [] : ['-initrd', ramdisk]),
    ...(args === '' ? [] : ['-append', args]),
  ]
}
