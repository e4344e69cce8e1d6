/** Every command that this GRUB knows, by name. An unknown command is reported as an error, but its status is true. */

import { BOOT_COMMANDS } from './commands-boot.ts'
import { FILE_COMMANDS } from './commands-files.ts'
import { IDLE_COMMANDS } from './commands-idle.ts'
import { LANGUAGE_COMMANDS } from './commands-language.ts'
import { LOAD_COMMANDS } from './commands-load.ts'
import { MENU_COMMANDS } from './commands-menu.ts'
import { smbios } from './commands-smbios.ts'
import type { CommandRun } from './machine.ts'

export const COMMANDS: ReadonlyMap<string, CommandRun> = new Map(
  Object.entries({
    ...IDLE_COMMANDS,
    ...LANGUAGE_COMMANDS,
    ...FILE_COMMANDS,
    ...MENU_COMMANDS,
    ...LOAD_COMMANDS,
    ...BOOT_COMMANDS,
    smbios,
  }),
)
