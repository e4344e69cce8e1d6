/** Reads the lines of dnsmasq's configuration and of the files that it names (dnsmasq(8), option.c). */

import { join } from 'node:path'

import { type Finding, follow, type Includes, type Place } from './imported.ts'

/** `key=value`, or `key` alone. */
export interface Setting extends Place {
  key: string
  value: string
}

/** Every setting in dnsmasq's order; the lines of a hosts file are `dhcp-host`. */
export function readSettings(
  file: string,
  text: string,
  includes: Includes,
  findings: Finding[],
  open: readonly string[] = [file],
): Setting[] {
  return linesOf(text).flatMap(({ text, line }) => {
    const [, key = text, value = ''] = /^([^=]*?)\s*=\s*(.*)$/.exec(text) ?? []
    const setting = { key, value, file, line }
    if (!/^(conf-(file|dir)|dhcp-hosts(file|dir))$/.test(key)) return [setting]
    return filesOf(value, includes).flatMap((path) =>
      follow(includes, path, { place: setting, open, findings }, (file, text, open) =>
        key.startsWith('conf-')
          ? readSettings(file, text, includes, findings, open)
          : hostSettings(file, text),
      ),
    )
  })
}

/** The lines of a file for dhcp-hostsfile. */
export function hostSettings(file: string, text: string): Setting[] {
  return linesOf(text).map(({ text: value, line }) => ({ key: 'dhcp-host', value, file, line }))
}

/** A file, or those in a folder. Suffixes after the folder select files (`*.conf`) or exclude them (`.bak`). */
function filesOf(value: string, includes: Includes): string[] {
  const [path = '', ...suffixes] = value.split(',').map((word) => word.trim())
  const names = includes.list(path)
  if (names === null) return [path]
  const wanted = suffixes.filter((suffix) => suffix.startsWith('*')).map((suffix) => suffix.slice(1))
  const unwanted = suffixes.filter((suffix) => suffix !== '' && !suffix.startsWith('*'))
  return names
    .filter((name) => !/^\.|~$|^#.*#$/.test(name))
    .filter((name) => wanted.length === 0 || wanted.some((suffix) => name.endsWith(suffix)))
    .filter((name) => !unwanted.some((suffix) => name.endsWith(suffix)))
    .map((name) => join(path, name))
}

/** Lines without quotes, comments (`#` at the start or after a blank) and blank lines. */
function linesOf(text: string): { text: string; line: number }[] {
  return text.split('\n').flatMap((row, index) => {
    const [said = ''] = /^(?:"(?:[^"\\]|\\.)*"|[^#]|(?<=\S)#)*/.exec(row) ?? []
    const bare = said.replace(/"((?:[^"\\]|\\.)*)"/g, '$1').trim()
    return bare === '' ? [] : [{ text: bare, line: index + 1 }]
  })
}
