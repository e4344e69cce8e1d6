/** Checks a GRUB configuration in a boot tree: plays every way through its menus, and looks at each command. */

import type { ConfigurationCheck } from '../boot-program.ts'
import { checkEveryWay } from '../every-way.ts'
import { unknownCommands } from './check-commands.ts'
import { grubClient } from './client.ts'
import { playAs } from './play.ts'

/** Configurations are the files that GRUB looks for by itself; a file's folder is the prefix. */
export const check: ConfigurationCheck = {
  isConfiguration: (path) => /(?:^|\/)grub\.cfg(?:-[\w:-]+)?$/.test(path),
  *play(client, path) {
    const slash = path.lastIndexOf('/')
    const prefix = slash < 0 ? '' : `/${path.slice(0, slash)}`
    const lease = { ...client.lease, bootFile: `${prefix}/grubx64.efi` }
    const machine = yield* grubClient({ ...client, lease, grubPrefix: prefix })
    const asked = { ...machine, onlyName: path.slice(slash + 1) }
    const texts = new Map<string, string>()
    const checked = yield* checkEveryWay(`/${path}`, (selection) => playAs(asked, selection, texts))
    checked.warnings.push(...unknownCommands(texts))
    return checked
  },
  onlyFromTop: true,
}
