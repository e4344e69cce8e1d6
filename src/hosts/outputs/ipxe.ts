/** iPXE scripts for one host. */

import { fromRoot } from './boot-names.ts'
import type { HostBoot } from './host-boot.ts'

export const IPXE_MAGIC = '#!ipxe\n'

/** Without the first line, which is IPXE_MAGIC. */
export function ipxeText(boot: HostBoot): string {
  if (boot.kind === 'local') return 'exit\n'
  // A kernel with an EFI stub looks for its initrds by these names.
  const names = boot.initrds.map((_, index) => `initrd${index}`)
  const args = [...names.map((name) => `initrd=${name}`), boot.args].filter((word) => word !== '')
  return [
    `kernel ${[fromRoot(boot.kernel ?? ''), ...args].join(' ')}`,
    ...boot.initrds.map((file, index) => `initrd --name ${names[index]} ${fromRoot(file)}`),
    'boot',
  ]
    .map((line) => `${line}\n`)
    .join('')
}
