/** Edits an ini file without changing any other line. */

import { type IniFile, withLines } from './ini-file.ts'
import { aroundValue, readLine } from './ini-line.ts'
import type { IniSection } from './ini-section.ts'

/** A key and its value; null: the key is removed. Names, and titles of sections, must not need quotes. */
export type KeyEdit = readonly [name: string, value: string | null]

/** The lines that replace a line, by its index; an empty list removes it. */
type LineEdits = Map<number, readonly string[]>

/** Sets `name = value` in `[title]`, as setKeys does. */
export function setKey(ini: IniFile, title: string, name: string, value: string | null): IniFile {
  return setKeys(ini, [title], [[name, value]])
}

/**
 * Sets the keys in each section. An existing key keeps its line, blanks and comment; a new one follows the section's last
 * key, and a new section is appended.
 */
export function setKeys(ini: IniFile, titles: readonly string[], edits: readonly KeyEdit[]): IniFile {
  const lines: LineEdits = new Map()
  const wanted = new Map(edits)
  const added: { title: string; values: Map<string, string> }[] = []
  const byTitle = new Map<string, IniSection[]>(titles.map((title) => [title, []]))
  for (const section of ini.sections) byTitle.get(section.title)?.push(section)
  for (const [title, sections] of byTitle) {
    if (sections.length === 0) added.push({ title, values: withoutNulls(wanted) })
    else for (const [name, value] of wanted) editKey(ini, lines, sections, name, value)
  }
  const edited = withEdits(ini, lines)
  return added.some(({ values }) => values.size > 0) ? addSections(edited, added) : edited
}

function editKey(
  ini: IniFile,
  lines: LineEdits,
  sections: readonly IniSection[],
  name: string,
  value: string | null,
): void {
  const keys = sections.flatMap((section) => section.keys.filter((key) => key.name === name))
  for (const { line } of keys) lines.set(line, [])
  if (value === null) return
  const last = keys.at(-1)
  if (last !== undefined) {
    const line = ini.lines[last.line] ?? ''
    const end = endOf(line)
    const { before, after } = aroundValue(line.slice(0, line.length - end.length))
    lines.set(last.line, [keyLine(before, value, after, ini.encoding) + end])
    return
  }
  const section = sections.at(-1)
  const at = section?.keys.at(-1)?.line ?? section?.line ?? 0
  insertBehind(ini, lines, at, [keyLine(`${name} = `, value, '', ini.encoding)])
}

function withoutNulls(edits: ReadonlyMap<string, string | null>): Map<string, string> {
  return new Map([...edits].filter((edit): edit is [string, string] => edit[1] !== null))
}

/** Appends sections, with a blank line before each. */
export function addSections(
  ini: IniFile,
  sections: readonly { title: string; values: ReadonlyMap<string, string> }[],
): IniFile {
  const texts = sections.flatMap(({ title, values }, index) => [
    ...(index > 0 || ini.lines.length > 0 ? [''] : []),
    `[${title}]`,
    ...Array.from(values, ([name, value]) => keyLine(`${name} = `, value, '', ini.encoding)),
  ])
  if (ini.lines.length === 0)
    return withLines(
      ini,
      texts.map((text) => `${text}\n`),
    )
  const lines: LineEdits = new Map()
  insertBehind(ini, lines, ini.lines.length - 1, texts)
  return withEdits(ini, lines)
}

/** Gives the section another title. */
export function renameSection(ini: IniFile, title: string, to: string): IniFile {
  const headers = ini.sections.filter((section) => section.title === title && section.line >= 0)
  return withEdits(
    ini,
    new Map(
      headers.map(({ line }) => [line, [(ini.lines[line] ?? '').replace(/\[[^\]]*\]/, () => `[${to}]`)]]),
    ),
  )
}

/** Removes sections: headers, keys, the comments between them, and the blank line before each. */
export function removeSections(ini: IniFile, titles: readonly string[]): IniFile {
  const removed = new Set(titles)
  const lines: LineEdits = new Map()
  const isBlank = (line: number) => (ini.lines[line] ?? '').trim() === ''
  for (const { title, line, keys } of ini.sections) {
    if (!removed.has(title) || line < 0) continue
    const last = keys.at(-1)?.line ?? line
    const first = line > 0 && isBlank(line - 1) && isBlank(last + 1) ? line - 1 : line
    for (let at = first; at <= last; at += 1) lines.set(at, [])
  }
  return withEdits(ini, lines)
}

/** Quotes the value if it would otherwise be read as another one, or has a character that the file's encoding lacks. */
function keyLine(before: string, value: string, after: string, encoding: IniFile['encoding']): string {
  const bare = before + value + after
  const read = /[\r\n]/.test(value) ? null : readLine(bare)
  const isWritable = Buffer.from(value, encoding).toString(encoding) === value
  if (isWritable && read?.kind === 'key' && read.value === value && aroundValue(bare).after === after)
    return bare
  const escaped = JSON.stringify(value).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return before + escaped + after
}

function withEdits(ini: IniFile, edits: LineEdits): IniFile {
  return edits.size === 0
    ? ini
    : withLines(
        ini,
        ini.lines.flatMap((line, at) => edits.get(at) ?? line),
      )
}

/** Inserts lines after line `at` with the file's line ends; a file that does not end with one stays so. */
function insertBehind(ini: IniFile, edits: LineEdits, at: number, texts: readonly string[]): void {
  const usual = endOf(ini.lines[0] ?? '') || '\n'
  const line = ini.lines[at] ?? ''
  const isOpen = endOf(line) === ''
  const there = (edits.get(at) ?? [line]).map((text) => (endOf(text) === '' ? text + usual : text))
  const added = texts.map((text, index) => text + (isOpen && index === texts.length - 1 ? '' : usual))
  edits.set(at, [...there, ...added])
}

function endOf(line: string): string {
  return /[\r\n]*$/.exec(line)?.[0] ?? ''
}
