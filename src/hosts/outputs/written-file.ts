/** A file as the store wants it. */

import type { Host } from '../store.ts'
import type { OutputName } from './settings.ts'

export interface WrittenFile {
  /** Whose server reads it. */
  output: OutputName
  /** Absolute. */
  path: string
  text: string
  /** The host that a boot configuration is for; null: it is another kind of file. */
  host: Host | null
}
