/** Edits of an ini file that leave every other line as it is. */

import { type IniFile, withLines } from './ini-file.ts'
import { aroundValue, readLine } from './ini-line.ts'

/**
 * `[title]` with `name = value`; null takes the key out. A key that is there keeps its line, its blanks and its comment;
 * a new one follows the section's last, a new section at the end. `title` and `name` are words that need no quotes.
 */
export function setKey(ini: IniFile, title: string, name: string, value: string | null): IniFile {
  const sections = ini.sections.filter((section) => section.title === title)
  const keys = sections.flatMap((section) => section.keys).filter((key) => key.name === name)
  const last = keys.at(-1)
  if (value === null) return without(ini, new Set(keys.map(({ line }) => line)))
  if (last !== undefined) {
    const repeated = new Set(keys.slice(0, -1).map(({ line }) => line))
    const line = ini.lines[last.line] ?? ''
    const end = endOf(line)
    const { before, after } = aroundValue(line.slice(0, line.length - end.length))
    const text = keyLine(before, value, after, ini.encoding)
    return without(
      withLines(
        ini,
        ini.lines.map((line, at) => (at === last.line ? text + end : line)),
      ),
      repeated,
    )
  }
  const section = sections.at(-1)
  if (section !== undefined) {
    const text = keyLine(`${name} = `, value, '', ini.encoding)
    return insert(ini, (section.keys.at(-1)?.line ?? section.line) + 1, [text])
  }
  return addSections(ini, [{ title, values: new Map([[name, value]]) }])
}

/** With new sections at its end, a blank line before each. Titles and names are as setKey has them. */
export function addSections(
  ini: IniFile,
  sections: readonly { title: string; values: ReadonlyMap<string, string> }[],
): IniFile {
  const texts = sections.flatMap(({ title, values }, index) => [
    ...(index > 0 || ini.lines.length > 0 ? [''] : []),
    `[${title}]`,
    ...Array.from(values, ([name, value]) => keyLine(`${name} = `, value, '', ini.encoding)),
  ])
  return insert(ini, ini.lines.length, texts)
}

/** With the section under another title. */
export function renameSection(ini: IniFile, title: string, to: string): IniFile {
  const headers = new Set(ini.sections.filter((section) => section.title === title).map(({ line }) => line))
  return withLines(
    ini,
    ini.lines.map((text, line) => (headers.has(line) ? text.replace(/\[[^\]]*\]/, () => `[${to}]`) : text)),
  )
}

/** Without `[title]`: its header, its keys, the comments between them, and the blank line that set it apart. */
export function removeSection(ini: IniFile, title: string): IniFile {
  const isBlank = (line: number) => (ini.lines[line] ?? '').trim() === ''
  const lines = ini.sections
    .filter((section) => section.title === title && section.line >= 0)
    .flatMap(({ line, keys }) => {
      const last = keys.at(-1)?.line ?? line
      const first = line > 0 && isBlank(line - 1) && isBlank(last + 1) ? line - 1 : line
      return Array.from({ length: last - first + 1 }, (_, at) => first + at)
    })
  return without(ini, new Set(lines))
}

/** In quotes where the bare value would be read as something else, or cannot be written in the file's encoding. */
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

function without(ini: IniFile, removed: ReadonlySet<number>): IniFile {
  return removed.size === 0
    ? ini
    : withLines(
        ini,
        ini.lines.filter((_, at) => !removed.has(at)),
      )
}

/** With the line ends of the file; one that ends without keeps that. */
function insert(ini: IniFile, at: number, texts: readonly string[]): IniFile {
  const usual = endOf(ini.lines[0] ?? '') || '\n'
  const previous = ini.lines[at - 1]
  const isOpen = previous !== undefined && endOf(previous) === ''
  const before = ini.lines
    .slice(0, at)
    .map((line, index) => (isOpen && index === at - 1 ? line + usual : line))
  const added = texts.map((text, index) => text + (isOpen && index === texts.length - 1 ? '' : usual))
  return withLines(ini, [...before, ...added, ...ini.lines.slice(at)])
}

function endOf(line: string): string {
  return /[\r\n]*$/.exec(line)?.[0] ?? ''
}
