/** GRUB configurations: one entry for each host, and a grub.cfg that loads it for images that do not look for it. */

import { programOfName } from '../../../program-names.ts'
import { effective, type Host, type HostStore } from '../../store.ts'
import { bootFiles, folderOf, fromRoot, isUrl, macName, relative, withSlash } from '../boot-names.ts'
import type { HostBoot } from '../host-boot.ts'
import type { HostProgram } from './host-program.ts'

/**
 * For images that read only grub.cfg, as Debian's signed ones do: loads the machine's own file; if there is none, the
 * firmware goes on with the next boot device.
 */
const LEADING = `regexp --set=1:b1 --set=2:b2 --set=3:b3 --set=4:b4 --set=5:b5 --set=6:b6 \\
  '^(..):(..):(..):(..):(..):(..)$' "\${net_default_mac}"
configfile "\${prefix}/grub.cfg-01-\${b1}-\${b2}-\${b3}-\${b4}-\${b5}-\${b6}"
exit
`

/** How the store writes for GRUB. */
export const grub: HostProgram = {
  folders: (store, host) => [folderOfImage(store, host)],
  fileName: ({ mac }) => `grub.cfg-${macName(mac)}`,
  text,
  shared: { fileName: 'grub.cfg', text: LEADING },
  // The image itself tells its folder; if it is not on the server yet, ours is assumed.
  async clientIn(folder, client, store, host, isThere) {
    const given = effective(store, host, 'grub-prefix')?.value
    const grubPrefix = given ?? ((await isThere(client.lease.bootFile)) ? null : folder.replace(/\/$/, ''))
    return grubPrefix === null ? client : { ...client, grubPrefix }
  },
}

/**
 * The folder that GRUB was built to look in: `grub-prefix`, else that of its boot file; `grub` where an image for EFI
 * lies in the root, as Debian builds those.
 */
function folderOfImage(store: HostStore, host: Host): string {
  const given = effective(store, host, 'grub-prefix')?.value
  if (given !== undefined) return withSlash(relative(given.replace(/^\([^)]*\)/, '')))
  const file = bootFiles(store, host).find((name) => programOfName(name) === 'grub')
  if (file === undefined) return 'grub/'
  const folder = relative(folderOf(file))
  return folder === '' && file.includes('.efi') ? 'grub/' : folder
}

function text(host: string, boot: HostBoot): string {
  if (boot.kind === 'local') return 'exit\n'
  const commands = [
    ['linux', fileName(boot.kernel ?? ''), ...words(boot.args)],
    ...(boot.initrds.length === 0 ? [] : [['initrd', ...boot.initrds.map(fileName)]]),
  ]
  const lines = commands.map((command) => `  ${command.map(quoted).join(' ')}\n`)
  return `set default=0\nset timeout=0\nmenuentry ${quoted(host)} {\n${lines.join('')}}\n`
}

/** GRUB names a server's files by a device: `(http,SERVER)/PATH`. */
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
