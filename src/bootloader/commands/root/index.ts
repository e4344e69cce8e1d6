/** `root COMMAND`: root file systems for diskless guests. */

import type { CommandGroup } from '../../command.ts'
import { build } from './build.ts'

export const root: CommandGroup = {
  name: 'root',
  summary: 'root file systems for diskless guests',
  commands: [build],
}
