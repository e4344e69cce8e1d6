// The kernel and initrd of the guests that boot in the benches.
import { randomBytes } from 'node:crypto'
import { linuxKernel } from '../../test/support/boot-tree.ts'

/** Files for writeBootTree: a kernel of 14 MB, and an initrd of `initrd` MB. */
export function guestFiles(initrd = 8) {
  return { vmlinuz: linuxKernel(14_000_000), 'initrd.img': randomBytes(initrd * 1_000_000) }
}
