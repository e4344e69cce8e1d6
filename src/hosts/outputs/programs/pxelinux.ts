/** PXELINUX configurations with one label, the host's name. */

import { programOfName } from '../../../program-names.ts'
import { effectiveText, type Host, type HostStore } from '../../store.ts'
import { bootFiles, folderOf, isUrl, macName, relative } from '../boot-names.ts'
import type { HostBoot } from '../host-boot.ts'
import type { HostProgram } from './host-program.ts'

/** How the store writes for PXELINUX. */
export const pxelinux: HostProgram = {
  folders,
  fileName: ({ mac }) => `pxelinux.cfg/${macName(mac)}`,
  text,
  clientIn: async (folder, client) => ({ ...client, lease: { ...client.lease, pathPrefix: folder } }),
}

/**
 * The folders that PXELINUX looks in: option 210, else that of each boot file that is, or may be, a PXELINUX; empty for
 * the root, or ending with a slash.
 */
function folders(store: HostStore, host: Host): string[] {
  const given = effectiveText(store, host, 'option-210')
  if (given !== null && !/^(none$|hex:|ip:)/.test(given)) return [relative(given)]
  const prefixes = bootFiles(store, host)
    .filter((file) => (programOfName(file) ?? 'pxelinux') === 'pxelinux')
    .map((file) => relative(folderOf(file)))
  return prefixes.length === 0 ? [''] : [...new Set(prefixes)]
}

/** PXELINUX puts `folder` before relative names. */
function text(host: string, boot: HostBoot, folder: string): string {
  // `::` keeps PXELINUX from putting its folder before the name; a slash does not.
  const name = (file: string): string => (folder === '' || isUrl(file) ? file : `::${file}`)
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
