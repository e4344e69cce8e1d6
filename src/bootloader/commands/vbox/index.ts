/** `vbox COMMAND`: VirtualBox machines that boot what PXE says. */

import type { CommandGroup } from '../../command.ts'
import { boot } from './boot.ts'
import { console } from './console.ts'
import { create } from './create.ts'
import { list } from './list.ts'
import { reset } from './reset.ts'

export const vbox: CommandGroup = {
  name: 'vbox',
  summary: 'VirtualBox machines that boot what PXE says, without its PXE',
  commands: [create, boot, list, reset, console],
}
