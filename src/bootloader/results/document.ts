/** The JSON document of a report: `--output-format=json` and `explain --json`. */

import { readable } from '../../byte-text.ts'
import { menuReport } from '../../pxecfg-parser/index.ts'
import type { BootReport } from '../report.ts'

/** The document as text, two blanks a level, with a line feed at the end. Byte text is made readable. */
export function reportDocument(report: BootReport): string {
  const document = { ...report, menu: report.menu === null ? null : menuReport(report.menu) }
  return `${JSON.stringify(document, (_key, value) => (typeof value === 'string' ? readable(value) : value), 2)}\n`
}
