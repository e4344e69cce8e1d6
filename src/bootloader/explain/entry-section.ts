/** The report's section about the chosen entry: why this one, its directives, and its command line piece by piece. */

import type { BootReport } from '../report.ts'
import type { DryRun } from './dry-run.ts'
import { playedProgram } from './played-program.ts'
import { columns, placeOf, type Section } from './section.ts'

export function entrySection({ report }: DryRun): Section {
  const { entry, steps } = report
  const why = steps.map(
    ({ command, because, origin }) =>
      `${command}: ${because}${origin === null ? '' : `, ${placeOf(origin)}`}`,
  )
  if (entry === null) return { title: 'Chosen', lines: why }
  const shaped = entry.origins.map((origin) => [placeOf(origin), `${origin.directive} ${origin.value}`])
  return {
    title: titleOf(entry, report),
    lines: [
      ...why,
      ...(shaped.length === 0 ? [] : ['', 'shaped by']),
      ...columns(shaped),
      ...commandLine(entry, report),
    ],
  }
}

function titleOf({ label }: NonNullable<BootReport['entry']>, { program }: BootReport): string {
  if (label !== null) return `Chosen: ${label}`
  return program?.name === 'pxelinux' ? 'Chosen: a command that is not a label' : 'Chosen by the script'
}

function commandLine({ parts, cmdline }: NonNullable<BootReport['entry']>, report: BootReport): string[] {
  if (parts.length === 0) return []
  const rows = parts.map(({ from, text, origin }) => [
    ...(origin === null ? withoutOrigin(from, report) : [placeOf(origin), from]),
    text.trim(),
  ])
  return ['', `command line (${cmdline.length} bytes)`, ...columns(rows)]
}

/** Origin of a part that no directive gives. Words after a label belong to the step that ran it. */
function withoutOrigin(from: string, report: BootReport): [string, string] {
  if (from === 'ARGS') return ['--args', from]
  if (from !== 'typed') return [`${playedProgram(report)?.title ?? 'the boot program'} itself`, from]
  const step = report.steps.at(-1)
  if (step?.origin) return [placeOf(step.origin), step.origin.directive]
  return step?.because === 'asked for' ? ['--label', 'words after it'] : ['the console', 'typed']
}
