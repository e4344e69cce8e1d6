/** The boot programs that can be played, by name. A new one is a folder and a row; its code is loaded where it is played. */

import type { BootProgram } from './boot-program.ts'

export const BOOT_PROGRAMS = {
  pxelinux: async () => (await import('./pxelinux/index.ts')).pxelinux,
} satisfies Record<string, () => Promise<BootProgram>>
