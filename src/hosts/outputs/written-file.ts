/** A file that the store describes. */

import type { Host } from '../store.ts'
import type { OutputName } from '../store-keys.ts'

/** Its path and content. */
export interface WrittenFile {
  /** The output whose server reads it. */
  output: OutputName
  /** Absolute. */
  path: string
  text: string
  /** null: it is not a boot configuration. */
  configuration: Configuration | null
}

/** The host that a configuration is for, and the folder that its boot program looks in: empty, or ending with a slash. */
export interface Configuration {
  host: Host
  folder: string
}
