/** The chosen entry: why this one, the directives that shaped it, and its command line piece by piece. */

import type { BootReport } from '../report.ts'
import { columns, placeOf, type Section } from './section.ts'
import type { Story } from './story.ts'

export function entrySection({ report }: Story): Section {
  const { entry, steps } = report
  const why = steps.map(
    ({ command, because, origin }) =>
      `${command}: ${because}${origin === null ? '' : `, ${placeOf(origin)}`}`,
  )
  if (entry === null) return { title: 'Chosen', lines: why }
  const shaped = entry.origins.map((origin) => [placeOf(origin), `${origin.directive} ${origin.value}`])
  return {
    title: `Chosen: ${entry.label ?? 'a command that is no label'}`,
    lines: [
      ...why,
      ...(shaped.length === 0 ? [] : ['', 'shaped by']),
      ...columns(shaped),
      ...commandLine(entry),
    ],
  }
}

function commandLine({ parts, cmdline }: NonNullable<BootReport['entry']>): string[] {
  if (parts.length === 0) return []
  const rows = parts.map(({ from, text, origin }) => [
    origin === null ? (OWN[from] ?? from) : placeOf(origin),
    from,
    text.trim(),
  ])
  return ['', `command line (${cmdline.length} bytes)`, ...columns(rows)]
}

/** Where the parts come from that no directive wrote. */
const OWN: Record<string, string> = {
  BOOT_IMAGE: 'PXELINUX itself',
  typed: 'typed',
  ARGS: '--args',
  SYSAPPEND: 'PXELINUX itself',
}
