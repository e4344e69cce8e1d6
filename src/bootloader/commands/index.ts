/** Every command, in the order of --help. Each loads the code for its work only when it is called. */

import type { CommandNode } from '../command.ts'
import { boot } from './boot/index.ts'
import { check } from './check.ts'
import { completion } from './completion.ts'
import { explain } from './explain/index.ts'
import { hosts } from './hosts/index.ts'
import { lab } from './lab.ts'
import { qemu } from './qemu/index.ts'
import { root } from './root/index.ts'
import { serve } from './serve/index.ts'
import { vbox } from './vbox/index.ts'
import { web } from './web/index.ts'

export const COMMANDS: readonly CommandNode[] = [
  boot,
  explain,
  check,
  qemu,
  serve,
  lab,
  hosts,
  root,
  web,
  vbox,
  completion,
]
