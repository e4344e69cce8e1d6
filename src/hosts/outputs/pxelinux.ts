/** PXELINUX configurations: one label, the host's name. */

import { fromRoot } from './boot-names.ts'
import type { HostBoot } from './host-boot.ts'

/** `prefix`: the folder that PXELINUX puts before relative names. */
export function pxelinuxText(host: string, boot: HostBoot, prefix: string): string {
  // A relative name is the shorter one, and what lpxelinux.0 by HTTP needs.
  const name = (file: string): string => (prefix === '' ? file : fromRoot(file))
  const lines =
    boot.kind === 'local'
      ? ['LOCALBOOT 0']
      : [
          `KERNEL ${name(boot.kernel ?? '')}`,
          ...(boot.initrds.length === 0 ? [] : [`INITRD ${boot.initrds.map(name).join(',')}`]),
          ...(boot.args === '' ? [] : [`APPEND ${boot.args}`]),
        ]
  return `DEFAULT ${host}\nLABEL ${host}\n${lines.map((line) => `  ${line}\n`).join('')}`
}
