/** An ini file: its lines byte for byte, and its sections and keys with their lines. */

import { isUtf8 } from 'node:buffer'
import { BootError, type ErrorCode } from '../boot-error.ts'
import { readLine } from './ini-line.ts'
import { IniKey, IniSection } from './ini-section.ts'

/** A file that was read. */
export interface IniFile {
  /** The path, as errors name it. */
  path: string
  /** The code of errors about its text. */
  code: ErrorCode
  /** UTF-8 if the file is valid UTF-8, else Latin-1, which preserves every byte. */
  encoding: 'utf8' | 'latin1'
  /** Each with its line end, which only the last may lack. */
  lines: readonly string[]
  /** In order, with repetitions; titled '' for keys before the first section. */
  sections: readonly IniSection[]
}

/** Parses the file's bytes. Throws `code` with file and line for a line that is neither section, key nor comment. */
export function parseIni(path: string, bytes: Buffer, code: ErrorCode): IniFile {
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1'
  const lines = bytes.toString(encoding).match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []
  return { path, code, encoding, lines, sections: readSections({ path, code }, lines, 0) }
}

/** The file with other lines. Throws as parseIni does. */
export function withLines(before: IniFile, lines: readonly string[]): IniFile {
  let same = 0
  while (same < lines.length && lines[same] === before.lines[same]) same += 1
  // A section that ends before the first changed line is unchanged.
  const kept = before.sections.filter((_, at) => (before.sections[at + 1]?.line ?? same) < same)
  const from = kept.length === 0 ? 0 : (before.sections[kept.length]?.line ?? 0)
  return { ...before, lines, sections: [...kept, ...readSections(before, lines, from)] }
}

function readSections(
  { path, code }: Pick<IniFile, 'path' | 'code'>,
  lines: readonly string[],
  from: number,
): IniSection[] {
  const sections: IniSection[] = []
  let header = { title: '', line: -1 }
  let keys: IniKey[] = []
  const end = () => {
    if (header.line >= 0 || keys.length > 0)
      sections.push(new IniSection(path, header.title, header.line, keys.slice()))
    keys = []
  }
  for (let index = from; index < lines.length; index += 1) {
    const line = readLine(lines[index] ?? '')
    if (line.kind === 'section') {
      end()
      header = { title: line.title, line: index }
    } else if (line.kind === 'key') {
      keys.push(new IniKey(path, index, line))
    } else if (line.kind === 'unreadable') {
      throw new BootError(code, {
        what: `${path}:${index + 1}: neither a section, a key nor a comment`,
        hint: 'write [SECTION] or KEY = VALUE; comments begin with ; or #',
      })
    }
  }
  end()
  return sections
}

/** The file's bytes. Without edits they are those that parseIni was given. */
export function iniBytes({ lines, encoding }: IniFile): Buffer {
  return Buffer.from(lines.join(''), encoding)
}
