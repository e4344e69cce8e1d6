/** What the boot program of a report adds to its story. */

import { BOOT_PROGRAMS } from '../../pxecfg-parser/boot-programs.ts'
import type { BootProgram } from '../../pxecfg-parser/index.ts'
import type { BootReport } from '../report.ts'

/** null: it did not come to that. */
export function playedProgram({ program }: Pick<BootReport, 'program'>): BootProgram | null {
  const programs: Partial<Record<string, BootProgram>> = BOOT_PROGRAMS
  return program === null ? null : (programs[program.name] ?? null)
}

/** What goes in front of every name; null: not known, or the program has no such thing. */
export function namePrefix(report: Pick<BootReport, 'program' | 'lease'>): string | null {
  const { lease } = report
  return lease === null ? null : (playedProgram(report)?.prefix?.(lease) ?? null)
}
