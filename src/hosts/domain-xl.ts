/** A domain's configuration for xl: xl.cfg(5), xl-disk-configuration(5), xl-network-configuration(5). */

import { BOOTLOADER, type Domain } from './domain.ts'

/** The whole file. */
export function xlConfiguration({ name, type, memoryMiB, vcpus, mac, bridge, disk, noDisk }: Domain): string {
  const vif = [`mac=${mac}`, ...(bridge === null ? [] : [`bridge=${bridge}`])]
  return `${[
    `name = ${quoted(name)}`,
    `type = "${type}"`,
    `memory = ${memoryMiB}`,
    `vcpus = ${vcpus}`,
    `vif = [ "${vif.join(',')}" ]`,
    `disk = [ ${quoted(disk === null ? `${noDisk},raw,xvda,r` : diskOf(disk))} ]`,
    `bootloader = "${BOOTLOADER}"`,
    `bootloader_args = [ ${vif.map((word) => `"${word}"`).join(', ')} ]`,
  ].join('\n')}\n`
}

/** A whole specification as it is; a path as the first, writable disk. */
function diskOf(disk: string): string {
  return /[,=]/.test(disk) ? disk : `${disk},raw,xvda,w`
}

/** libxlu_cfg's strings: a backslash escapes. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}
