/** A file that the store describes. */

import type { Host } from '../store.ts'
import type { OutputName } from './settings.ts'

export interface WrittenFile {
  /** Whose server reads it. */
  output: OutputName
  /** Absolute. */
  path: string
  text: string
  /** null: it is not a boot configuration. */
  configuration: Configuration | null
}

/** Whose boot a configuration is, and the folder that its program looks in: empty, or with a slash at its end. */
export interface Configuration {
  host: Host
  folder: string
}
