/** Searches dnsmasq's own configuration for lines that would override the files written for it. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A line of the configuration. */
export interface ConfigLine {
  file: string
  line: number
  text: string
}

/** How deep files may include one another. */
const DEEPEST = 8

/**
 * The `dhcp-boot` lines of a dnsmasq called with `words`; if these name no configuration, those of the files that Debian's
 * package uses. Any of them that matches a client overrides an options file (dnsmasq(8)).
 */
export function dhcpBootLines(words: readonly string[]): ConfigLine[] {
  const files = valuesOf(words, 'conf-file', '-C')
  const folders = valuesOf(words, 'conf-dir', '-7')
  const lines =
    files.length + folders.length === 0
      ? [...linesOf('/etc/dnsmasq.conf'), ...linesOfFolder('/etc/dnsmasq.d')]
      : [...files.flatMap((file) => linesOf(file)), ...folders.flatMap((folder) => linesOfFolder(folder))]
  return lines.filter(({ text }) => /^\s*dhcp-boot\s*=/.test(text))
}

/** The words that the process of `pidFile` was called with; none if there is no such process. */
export function commandLine(pidFile: string | null): string[] {
  const pid = pidFile === null ? '' : (read(pidFile) ?? '').trim()
  return /^\d+$/.test(pid) ? (read(`/proc/${pid}/cmdline`) ?? '').split('\0') : []
}

/** `--name=VALUE`, `-C VALUE` and `-CVALUE`. */
function valuesOf(words: readonly string[], name: string, short: string): string[] {
  return words.flatMap((word, index) => {
    if (word.startsWith(`--${name}=`)) return [word.slice(name.length + 3)]
    if (word === short) return [words[index + 1] ?? '']
    return word.startsWith(short) ? [word.slice(short.length)] : []
  })
}

function linesOf(file: string, depth = 0): ConfigLine[] {
  const text = depth > DEEPEST ? null : read(file)
  return (text ?? '').split('\n').flatMap((line, index) => {
    const [, name, value = ''] = /^\s*(conf-file|conf-dir)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (name === 'conf-file') return linesOf(value, depth + 1)
    if (name === 'conf-dir') return linesOfFolder(value, depth + 1)
    return [{ file, line: index + 1, text: line }]
  })
}

/** `DIR,ENDING...`: files with such an ending are excluded; with `*` before the ending, only those are read. */
function linesOfFolder(value: string, depth = 0): ConfigLine[] {
  const [folder = '', ...endings] = value.split(',')
  const only = endings.filter((ending) => ending.startsWith('*')).map((ending) => ending.slice(1))
  const without = endings.filter((ending) => !ending.startsWith('*'))
  const isRead = (name: string) =>
    !/^[.#]|[~#]$/.test(name) &&
    !without.some((ending) => name.endsWith(ending)) &&
    (only.length === 0 || only.some((ending) => name.endsWith(ending)))
  try {
    const names = readdirSync(folder).filter(isRead).sort()
    return names.flatMap((name) => linesOf(join(folder, name), depth + 1))
  } catch {
    return []
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
