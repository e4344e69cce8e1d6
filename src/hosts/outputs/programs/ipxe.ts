/** iPXE scripts for one host. */

import type { Host } from '../../store.ts'
import { fromRoot } from '../boot-names.ts'
import type { HostBoot } from '../host-boot.ts'
import type { HostProgram } from './host-program.ts'

const scriptName = ({ name }: Pick<Host, 'name'>): string => `hosts/${name}/boot.ipxe`

/** How the store writes for iPXE. */
export const ipxe: HostProgram = {
  folders: () => [''],
  fileName: scriptName,
  magic: '#!ipxe\n',
  text: (_, boot) => text(boot),
  ownBootFile: { client: 'ipxe', name: scriptName },
}

function text(boot: HostBoot): string {
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
