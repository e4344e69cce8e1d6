/** A boot result as QEMU's own options. */

import type { BootResult } from './boot-result.ts'

/** The words as byte text, not quoted for a shell. */
export function qemuWords({ kernel, ramdisk, args }: BootResult): string[] {
  return [
    ...['-kernel', kernel],
    ...(ramdisk === null ? [] : ['-initrd', ramdisk]),
    ...(args === '' ? [] : ['-append', args]),
  ]
}
