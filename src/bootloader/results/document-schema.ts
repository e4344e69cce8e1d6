/** The schema of the JSON documents; docs/report.schema.json is made from it. */

import * as v from 'valibot'
import type { EntryReport, MenuReport } from '../../pxecfg-parser/index.ts'
import { BootEvent } from '../events.ts'
import { BootReport } from '../report.ts'

const yes = v.exactOptional(v.literal(true))

/** One line of a menu. */
export const MenuEntryDocument: v.GenericSchema<EntryReport> = v.object({
  label: v.nullable(v.string()),
  display: v.string(),
  hotkey: v.exactOptional(v.string()),
  default: yes,
  hidden: yes,
  disabled: yes,
  separator: yes,
  indent: v.exactOptional(v.number()),
  password: yes,
  help: v.exactOptional(v.string()),
  action: v.exactOptional(v.picklist(['exit', 'goto', 'quit'])),
  target: v.exactOptional(v.string()),
  submenu: v.exactOptional(v.lazy(() => MenuDocument)),
})

/** A menu as a person would see it. */
export const MenuDocument: v.GenericSchema<MenuReport> = v.object({
  tag: v.exactOptional(v.nullable(v.string())),
  title: v.string(),
  default: v.nullable(v.string()),
  timeoutMs: v.exactOptional(v.number()),
  totalTimeoutMs: v.exactOptional(v.number()),
  hidden: yes,
  clear: yes,
  masterPassword: yes,
  entries: v.array(MenuEntryDocument),
})

const Device = v.object({
  name: v.string(),
  up: v.boolean(),
  carrier: v.boolean(),
  ports: v.array(
    v.object({
      name: v.string(),
      up: v.boolean(),
      carrier: v.boolean(),
      /** Packets during the run. */
      sent: v.number(),
      received: v.number(),
    }),
  ),
  filtered: v.boolean(),
  portDelayMs: v.number(),
})

/** `--output-format=json`; `explain --json` has the last three fields as well. */
export const ReportDocument = v.object({
  ...BootReport.entries,
  menu: v.nullable(MenuDocument),
  /** The bridge or device that the guest's network was looked for on. */
  device: v.exactOptional(v.nullable(Device)),
  /** All that was told on the way; `atMs` since the run began. */
  events: v.exactOptional(v.array(v.intersect([v.object({ atMs: v.number() }), BootEvent]))),
  /** What a failure most likely comes from. */
  diagnosis: v.exactOptional(v.array(v.string())),
})
