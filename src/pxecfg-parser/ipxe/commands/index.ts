/** All commands of the script language. */

import type { ScriptCommand } from '../command.ts'
import { CONTROL } from './control.ts'
import { DIALOGS } from './dialogs.ts'
import { FIRMWARE } from './firmware.ts'
import { FORMS } from './forms.ts'
import { IMAGES } from './images.ts'
import { MENUS } from './menus.ts'
import { SETTINGS } from './settings.ts'

/** The commands by name. */
export const SCRIPT_COMMANDS: ReadonlyMap<string, ScriptCommand> = new Map(
  Object.entries({ ...CONTROL, ...SETTINGS, ...IMAGES, ...MENUS, ...DIALOGS, ...FORMS, ...FIRMWARE }),
)
