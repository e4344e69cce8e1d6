/** What a live boot has besides its task. */

import type { Choice, Screen } from '../../pxecfg-parser/index.ts'
import type { Target } from '../boot-files.ts'
import type { MachineFacts } from '../firmware.ts'

export interface LiveMeans {
  /** Open files for the kernel and ramdisk; null: only check that the files exist. */
  downloads: { kernel: Target; ramdisk: Target } | null
  /** As in DownloadOptions. */
  signatures: string | null
  /** Asks the person at the console; null: nobody is there. */
  choose: ((screen: Screen) => Promise<Choice>) | null
  machine: MachineFacts
}
