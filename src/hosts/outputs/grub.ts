/** GRUB configurations: one entry a host, and the grub.cfg that leads to it where GRUB does not look for it. */

import { fromRoot, isUrl } from './boot-names.ts'
import type { HostBoot } from './host-boot.ts'

export function grubText(host: string, boot: HostBoot): string {
  if (boot.kind === 'local') return 'exit\n'
  const commands = [
    ['linux', fileName(boot.kernel ?? ''), ...words(boot.args)],
    ...(boot.initrds.length === 0 ? [] : [['initrd', ...boot.initrds.map(fileName)]]),
  ]
  const lines = commands.map((command) => `  ${command.map(quoted).join(' ')}\n`)
  return `set default=0\nset timeout=0\nmenuentry ${quoted(host)} {\n${lines.join('')}}\n`
}

/**
 * For images that read grub.cfg alone, as Debian's signed ones do: on to the machine's own file, and to the next boot
 * device where it has none.
 */
export const LEADING_GRUB_CFG = `regexp --set=1:b1 --set=2:b2 --set=3:b3 --set=4:b4 --set=5:b5 --set=6:b6 \\
  '^(..):(..):(..):(..):(..):(..)$' "\${net_default_mac}"
configfile "\${prefix}/grub.cfg-01-\${b1}-\${b2}-\${b3}-\${b4}-\${b5}-\${b6}"
exit
`

/** GRUB has a device for each server. */
function fileName(name: string): string {
  const [, scheme = '', server = '', path = ''] = /^([a-z]+):\/\/([^/]*)(.*)$/i.exec(name) ?? []
  return isUrl(name) ? `(${scheme.toLowerCase()},${server})${path}` : fromRoot(name)
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}

function quoted(word: string): string {
  return /^[\w.:,=/@%+()-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
