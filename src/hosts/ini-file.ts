/** An ini file: its sections and keys, with the lines where they stand. */

import { isUtf8 } from 'node:buffer'
import { BootError, type ErrorCode } from '../boot-error.ts'
import { type KeyLine, readLine } from './ini-line.ts'

export interface IniFile {
  /** As errors name it. */
  path: string
  /** In order, with repetitions; titled '' what stands before the first, where there are keys. */
  sections: readonly IniSection[]
}

export interface IniSection {
  title: string
  /** Index of its line; -1: it has no header. */
  line: number
  keys: readonly IniKey[]
}

export interface IniKey extends KeyLine {
  /** Index of its line. */
  line: number
}

/** Throws `code` with file and line for a line that is neither section, key nor comment. */
export function parseIni(path: string, bytes: Buffer, code: ErrorCode): IniFile {
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1'
  const lines = bytes.toString(encoding).match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []
  const sections: (IniSection & { keys: IniKey[] })[] = []
  for (const [index, text] of lines.entries()) {
    const line = readLine(text.replace(/[\r\n]+$/, ''))
    if (line.kind === 'section') sections.push({ title: line.title, line: index, keys: [] })
    if (line.kind === 'key') {
      if (sections.length === 0) sections.push({ title: '', line: -1, keys: [] })
      sections.at(-1)?.keys.push({ ...line, line: index })
    }
    if (line.kind === 'unreadable') {
      throw new BootError(code, {
        what: `${path}:${index + 1}: neither a section, a key nor a comment`,
        hint: 'write [SECTION] or KEY = VALUE; comments begin with ; or #',
      })
    }
  }
  return { path, sections }
}

/** `FILE:LINE` of a section or a key, for errors. */
export function placeOf({ path }: IniFile, { line }: { line: number }): string {
  return `${path}:${Math.max(line, 0) + 1}`
}
