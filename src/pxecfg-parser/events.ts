/** Events of the configuration stage. */

import * as v from 'valibot'
import { Warning } from './diagnostics.ts'

export const ConfigEvent = v.variant('event', [
  /** A name of the search order was requested. */
  v.object({
    event: v.literal('ConfigTried'),
    file: v.string(),
    url: v.string(),
    result: v.picklist(['found', 'not-found', 'error']),
  }),
  /** INCLUDE, MENU INCLUDE, CONFIG or an argument of menu.c32 named a file. */
  v.object({
    event: v.literal('ConfigIncluded'),
    file: v.string(),
    url: v.string(),
    result: v.picklist(['found', 'not-found', 'error']),
  }),
  v.object({ event: v.literal('ConfigWarned'), warning: Warning }),
  /** A menu or the boot: prompt is in front. `timeoutMs`: 0: none; `unattended`: nobody is asked. */
  v.object({
    event: v.literal('ScreenShown'),
    kind: v.picklist(['menu', 'prompt']),
    title: v.string(),
    timeoutMs: v.number(),
    unattended: v.boolean(),
  }),
  /** A command line is run: `because` says why this one (DEFAULT, UI, ONTIMEOUT, --label, ...). */
  v.object({
    event: v.literal('CommandRun'),
    command: v.string(),
    label: v.nullable(v.string()),
    because: v.string(),
  }),
  /** It did not boot; what follows is ONERROR, or the error. */
  v.object({
    event: v.literal('CommandFailed'),
    command: v.string(),
    label: v.nullable(v.string()),
    code: v.string(),
    message: v.string(),
  }),
])
export type ConfigEvent = v.InferOutput<typeof ConfigEvent>
