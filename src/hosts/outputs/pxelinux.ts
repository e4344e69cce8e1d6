/** PXELINUX configurations: one label, the host's name. */

import { isUrl } from './boot-names.ts'
import type { HostBoot } from './host-boot.ts'

/** `prefix`: the folder that PXELINUX puts before relative names. */
export function pxelinuxText(host: string, boot: HostBoot, prefix: string): string {
  // `::` keeps PXELINUX from putting its folder before the name; a slash does not.
  const name = (file: string): string => (prefix === '' || isUrl(file) ? file : `::${file}`)
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
