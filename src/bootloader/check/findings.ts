/** Formats the findings in a tree: as text, as JSON, and as annotations for CI. */

import { join } from 'node:path'
import { readable } from '../../byte-text.ts'
import { jsonText } from '../log/json.ts'
import { visible } from '../log/visible.ts'
import type { GuestsCheck } from './check-guests.ts'
import type { TreeCheck } from './check-tree.ts'
import type { Finding } from './configuration-findings.ts'

/** Values of `check --format`. */
export const CHECK_FORMATS = ['text', 'json', 'github'] as const
/** One of CHECK_FORMATS. */
export type CheckFormat = (typeof CHECK_FORMATS)[number]

/** The check of a tree, and of guests if there were expectations. */
export type WholeCheck = TreeCheck & Partial<GuestsCheck>

/** The findings as text. `directory`: the tree as the caller named it, so that an editor finds the files. */
export function formatCheck(check: WholeCheck, format: CheckFormat, directory: string): string {
  if (format === 'json') {
    return `${jsonText({ tree: directory, ...check }, 2)}\n`
  }
  const lines = check.findings.map((finding) =>
    FORMATS[format]({ ...finding, file: join(directory, finding.file) }),
  )
  return [...lines, summary(check)].map((line) => `${line}\n`).join('')
}

const FORMATS = {
  /** As compilers do. */
  text: ({ file, line, column, severity, code, message }: Finding) =>
    visible(readable(`${file}:${line}:${column}: ${severity}: ${message} [${code}]`)),
  /** GitHub's workflow commands, which are escaped like URLs. */
  github: ({ file, line, column, severity, code, message }: Finding) =>
    `::${severity} file=${property(file)},line=${line},col=${column},title=${property(code)}::${escaped(readable(message))}`,
}

function summary({ configurations, entries, guests, findings }: WholeCheck): string {
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length
  const tree = `${counted(configurations, 'configuration')} with ${entries === 1 ? '1 entry' : `${entries} entries`}`
  const expected =
    guests === undefined ? '' : `, ${guests.asExpected} of ${counted(guests.played, 'guest')} as expected`
  return `${tree}${expected}: ${counted(count('error'), 'error')}, ${counted(count('warning'), 'warning')}`
}

const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`

const escaped = (text: string): string =>
  visible(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string =>
  escaped(readable(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
