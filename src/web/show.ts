/** What the routes of the page share. */

import type { Context } from 'hono'
import type { Model } from './model.ts'
import type { Html } from './pages/index.ts'
import type { LogLine } from './read-log.ts'
import type { commandRunner } from './run-command.ts'

/** Answers with a page. */
export type Show = (
  c: Context,
  title: string,
  body: Html,
  status?: 200 | 400 | 403 | 404 | 500,
) => Response | Promise<Response>

/** Where the routes get what they show, and make changes. */
export interface Sources {
  /** Reads the store anew. */
  model(): Model
  /** The last of what serve did. */
  log(): LogLine[]
  /** Runs one of the program's own commands. */
  run: ReturnType<typeof commandRunner>
}
