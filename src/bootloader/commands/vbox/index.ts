/** `vbox COMMAND`: network boots for VirtualBox machines. */

import type { CommandGroup } from '../../command.ts'
import { boot } from './boot.ts'
import { console } from './console.ts'
import { create } from './create.ts'
import { list } from './list.ts'
import { reset } from './reset.ts'

export const vbox: CommandGroup = {
  name: 'vbox',
  summary: 'network boots for VirtualBox machines, without VirtualBox PXE',
  commands: [create, boot, list, reset, console],
}
