/** `root COMMAND`: root file systems for diskless guests. */

import type { CommandGroup } from '../../command.ts'
import { build } from './build.ts'
import { list } from './list.ts'
import { remove } from './remove.ts'
import { revert } from './revert.ts'
import { unpack } from './unpack.ts'

export const root: CommandGroup = {
  name: 'root',
  summary: 'root file systems for diskless guests',
  commands: [build, list, revert, remove, unpack],
}
