/**
 * Parses configuration files line by line as if they were one text with the INCLUDEs inserted. It does no I/O: it yields
 * the files that it wants and is given their text. Source: syslinux readconfig.c (parse_config_file, do_include).
 */

import { BootError } from '../../../boot-error.ts'
import type { Place } from '../../diagnostics.ts'
import { CONFIG_LIMITS } from '../../limits.ts'
import type { Configuration, Said } from './configuration.ts'
import { runDirective } from './directives.ts'
import { LINE_BYTES, LineReader } from './lines.ts'
import { type Dialect, Recorder } from './recorder.ts'
import { skipBlanks, wordEnd } from './text.ts'
import { BYTE_ORDER_MARKS, type Warnings } from './warnings.ts'

/** A configuration file: its name as it was requested, and its bytes as Latin-1. */
export interface SourceFile {
  name: string
  text: string
}

/** An INCLUDE: the name as it is written, and where. */
export interface Wanted {
  name: string
  at: Place
}

/** Yields each file to include and takes its text; null: there is no such file, and PXELINUX goes on without it. */
export type Parse = Generator<Wanted, Configuration, SourceFile | null>

/** Parses `files` one after the other. Fails with E_CONFIG_INVALID if INCLUDE or MENU BEGIN goes too deep. */
export function* parseConfiguration(
  files: readonly SourceFile[],
  dialect: Dialect,
  sysappend: Said<number> | null,
  warnings: Warnings,
): Parse {
  const state = new Recorder(dialect, sysappend, warnings)
  for (const file of files) {
    state.menu = state.current
    yield* parseFile(state, file, [])
  }
  state.menu = state.current
  state.record()
  return finish(state)
}

function* parseFile(
  state: Recorder,
  file: SourceFile,
  above: readonly string[],
): Generator<Wanted, void, SourceFile | null> {
  const reader = new LineReader(file.text)
  while (reader.next()) {
    const { text } = reader
    const start = skipBlanks(text)
    warnOfBytes(state, reader, text, file.name)
    if (start === text.length) continue
    const end = wordEnd(text, start)
    const at = { file: file.name, line: reader.line, column: reader.before + start + 1 }
    const line = { keyword: text.slice(start, end), value: text.slice(skipBlanks(text, end)), at }
    const request = runDirective(state, line)
    if (request?.kind === 'text') readText(state, reader, request.help, at)
    if (request?.kind === 'include') yield* includeFile(state, request, at, [...above, file.name])
  }
}

/** The open label continues in the included file, but menus do not. */
function* includeFile(
  state: Recorder,
  { file, tag }: { file: string; tag: string | null },
  at: Place,
  above: readonly string[],
): Generator<Wanted, void, SourceFile | null> {
  const { menu } = state
  const found = file === '' ? null : yield { name: file, at }
  if (found === null)
    state.warnings.add(
      'include-missing',
      at,
      file === '' ? 'INCLUDE names no file' : `INCLUDE ${file}: there is no such file`,
    )
  if (found !== null && above.length > CONFIG_LIMITS.includeDepth) throw tooDeep(above, at)
  if (tag !== null && (found !== null || state.dialect === 'menu')) {
    state.record()
    state.beginMenu(tag, at)
  }
  if (found !== null) {
    state.menu = state.current
    yield* parseFile(state, found, above)
  }
  if (tag !== null && (found !== null || state.dialect === 'menu')) {
    state.record()
    state.endMenu()
  } else state.menu = menu
}

/** TEXT: raw lines up to ENDTEXT or the end of this file. */
function readText(state: Recorder, reader: LineReader, help: boolean, at: Place): void {
  const lines: string[] = []
  let ended = false
  while (!ended && reader.next()) {
    const start = skipBlanks(reader.raw)
    ended = reader.raw.slice(start, wordEnd(reader.raw, start)).toLowerCase() === 'endtext'
    if (!ended && help) lines.push(reader.help)
  }
  if (!ended)
    state.warnings.add('text-unterminated', at, 'TEXT has no ENDTEXT: the rest of the file is its text')
  if (help) state.draft.help = (state.draft.help ?? '') + lines.join('')
}

/** What follows the last line. Source: com32/menu/readconfig.c, parse_configs. */
function finish({ config, current, warnings, dialect }: Recorder): Configuration {
  const last = config.labels.at(-1)
  if (current.parent !== null && last !== undefined) {
    warnings.add('menu-end-missing', last.at, `MENU BEGIN ${current.tag ?? ''} has no MENU END`)
  }
  if (dialect === 'menu') {
    chooseDefault(config)
    warnOfTargets(config, warnings)
  }
  return config
}

/** DEFAULT names the entry on which a menu starts, but only together with UI. */
function chooseDefault(config: Configuration): void {
  if (config.ui === null || config.default === null) return
  const label = config.byName.get(config.default.value.slice(0, wordEnd(config.default.value)))
  for (const menu of config.menus) {
    const line = label && menu.lines.find((candidate) => candidate.label === label && !candidate.hidden)
    if (line === undefined) continue
    menu.defaultLine = line
    menu.defaultAt = config.default.at
    config.start = menu
  }
}

function warnOfTargets({ menus }: Configuration, warnings: Warnings): void {
  const tags = new Set(menus.map(({ tag }) => tag))
  for (const { kind, target, label } of menus.flatMap(({ lines }) => lines)) {
    if (kind === 'help' || target === null || label === null || tags.has(target)) continue
    warnings.add('unknown-target', label.at, `no MENU BEGIN has the tag "${target}": the entry is disabled`)
  }
}

function tooDeep(above: readonly string[], { file, line }: Place): BootError {
  const loops = above.indexOf(file) !== above.lastIndexOf(file)
  return new BootError('E_CONFIG_INVALID', {
    what: `${file} line ${line}: INCLUDE goes deeper than ${CONFIG_LIMITS.includeDepth} files`,
    hint: loops ? `${file} includes itself, directly or through others` : `the first of them is ${above[0]}`,
  })
}

function warnOfBytes({ warnings }: Recorder, reader: LineReader, text: string, file: string): void {
  const { raw, line } = reader
  const at = { file, line, column: text.length + 1 }
  if (line === 1 && !reader.continued && BYTE_ORDER_MARKS.some((mark) => raw.startsWith(mark))) {
    const lost = 'the file begins with a byte order mark, which makes its first line an unknown keyword'
    warnings.add('byte-order-mark', { ...at, column: 1 }, lost)
  }
  if (raw[text.length] === '\0') warnings.add('nul-byte', at, 'a NUL byte ends the line here')
  if (raw[text.length] === '\r' && text.length + 1 < raw.length && raw[text.length + 1] !== '\n') {
    warnings.add('carriage-return', at, 'a carriage return ends the line here: what follows it is lost')
  }
  if (raw.length === LINE_BYTES && !raw.endsWith('\n') && !reader.continued) {
    warnings.add(
      'long-line',
      { ...at, column: LINE_BYTES + 1 },
      `what follows byte ${LINE_BYTES} is read as the next line`,
    )
  }
}
