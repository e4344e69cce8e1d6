/** Warnings about the type of what a label starts. */

import { type Label, typeOfName, type Warnings } from '../parse/index.ts'
import type { Command } from './command-line.ts'

/** Files that look like a kernel by their first letters. */
const LIKE_A_KERNEL = /(?:^|\/)(?:vmlinu[xz]|linux|bzImage|kernel)[^/]*$/i

/** Warns if PXELINUX takes a label's file for something else than its name suggests, or cannot run it. */
export function warnOfTypes(
  warnings: Warnings,
  { directive, kernel, at }: Label,
  { type, name }: Command,
): void {
  const place = directive === 'LABEL' ? at : kernel.at
  if (type === 'comboot')
    warnings.add(
      'kernel-is-not-linux',
      place,
      `COMBOOT ${name}: PXELINUX cannot run such programs since 5.00`,
    )
  if (type !== 'kernel') return
  const byName = typeOfName(name)
  if (byName === 'pxe' || byName === 'boot' || byName === 'bss') {
    const what = byName === 'pxe' ? 'a PXE program' : 'a boot sector'
    const hint = LIKE_A_KERNEL.test(name) ? '; LINUX in place of KERNEL makes it a kernel' : ''
    warnings.add(
      'kernel-is-pxe-program',
      place,
      `${directive} ${name}: because of its extension PXELINUX takes the file for ${what}${hint}`,
    )
  }
  if (byName === 'linux' && /\.(?:c32|0|bin|bss?|img)$/i.test(name)) {
    warnings.add(
      'kernel-is-not-linux',
      place,
      `${directive} ${name}: extensions count in lower case only, so this is taken for a Linux kernel`,
    )
  }
}
