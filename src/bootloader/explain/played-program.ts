/** What the report needs from the boot program that was played. */

import { BOOT_PROGRAMS } from '../../pxecfg-parser/boot-programs.ts'
import type { BootProgram } from '../../pxecfg-parser/index.ts'
import type { BootReport } from '../report.ts'

/** The program; null: the boot did not get that far. */
export function playedProgram({ program }: Pick<BootReport, 'program'>): BootProgram | null {
  const programs: Partial<Record<string, BootProgram>> = BOOT_PROGRAMS
  return program === null ? null : (programs[program.name] ?? null)
}

/** The prefix of every file name; null: unknown, or the program has none. */
export function namePrefix(report: Pick<BootReport, 'program' | 'lease'>): string | null {
  const { lease } = report
  return lease === null ? null : (playedProgram(report)?.prefix?.(lease) ?? null)
}
