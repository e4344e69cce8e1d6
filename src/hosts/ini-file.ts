/** An ini file: its lines byte for byte, and the sections and keys in them with the places where they stand. */

import { isUtf8 } from 'node:buffer'
import { BootError, type ErrorCode } from '../boot-error.ts'
import { type KeyLine, readLine } from './ini-line.ts'

export interface IniFile {
  /** As errors name it. */
  path: string
  /** The code of an error in its text. */
  code: ErrorCode
  /** One that gives back each byte: Latin-1 where the file is not UTF-8. */
  encoding: 'utf8' | 'latin1'
  /** Each with its line end, which only the last may lack. */
  lines: readonly string[]
  /** In order, with repetitions; titled '' for keys before the first section. */
  sections: readonly IniSection[]
}

export interface IniSection {
  title: string
  /** Index into the lines; -1: it has no header. */
  line: number
  keys: readonly IniKey[]
}

export interface IniKey extends Omit<KeyLine, 'kind'> {
  /** Index into the lines. */
  line: number
}

/** Throws `code` with file and line for a line that is neither section, key nor comment. */
export function parseIni(path: string, bytes: Buffer, code: ErrorCode): IniFile {
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1'
  const lines = bytes.toString(encoding).match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []
  return withLines({ path, code, encoding }, lines)
}

/** The file with other lines. Throws as parseIni does. */
export function withLines(
  { path, code, encoding }: Pick<IniFile, 'path' | 'code' | 'encoding'>,
  lines: readonly string[],
): IniFile {
  const beforeAll: IniSection & { keys: IniKey[] } = { title: '', line: -1, keys: [] }
  const sections = [beforeAll]
  let { keys } = beforeAll
  for (let index = 0; index < lines.length; index += 1) {
    const line = readLine(lines[index] ?? '')
    if (line.kind === 'section') {
      keys = []
      sections.push({ title: line.title, line: index, keys })
    } else if (line.kind === 'key') {
      keys.push({ name: line.name, isList: line.isList, value: line.value, line: index })
    } else if (line.kind === 'unreadable') {
      throw new BootError(code, {
        what: `${path}:${index + 1}: neither a section, a key nor a comment`,
        hint: 'write [SECTION] or KEY = VALUE; comments begin with ; or #',
      })
    }
  }
  if (beforeAll.keys.length === 0) sections.shift()
  return { path, code, encoding, lines, sections }
}

/** The file's bytes: those that parseIni was given where nothing was edited. */
export function iniBytes({ lines, encoding }: IniFile): Buffer {
  return Buffer.from(lines.join(''), encoding)
}

/** `FILE:LINE` of a section or a key, for errors. */
export function placeOf({ path }: IniFile, { line }: { line: number }): string {
  return `${path}:${Math.max(line, 0) + 1}`
}
