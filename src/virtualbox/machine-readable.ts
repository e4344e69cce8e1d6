/**
 * The output of `VBoxManage showvminfo --machinereadable`: lines `key="v"`, `key=v` or `"key"="v"`
 * (VBoxManageInfo.cpp, outputMachineReadableString). Quotes and backslashes are escaped in some values only, and a
 * description is free text of many lines, which may look like keys.
 */

const KEY = /^(?:"((?:[^"\\]|\\.)*)"|([^"=\s][^"=]*))=(.*)$/

/** The first value of each key: what a later line says, be it real or part of a text, does not count. */
export function parseMachineReadable(output: string): Map<string, string> {
  const values = new Map<string, string>()
  const lines = output.split(/\r?\n/)
  for (let at = 0; at < lines.length; at += 1) {
    const [, quotedKey, bareKey, text = ''] = KEY.exec(lines[at] ?? '') ?? []
    const key = quotedKey === undefined ? bareKey : withoutEscapes(quotedKey)
    if (key === undefined) continue
    const last = isOpen(text, key) ? lastLineOfText(lines, at, key) : at
    if (!values.has(key)) values.set(key, readValue([text, ...lines.slice(at + 1, last + 1)].join('\n')))
    at = last
  }
  return values
}

/** Where the text that begins in line `at` ends. One without an end is the rest of the output; no key's value is. */
function lastLineOfText(lines: string[], at: number, key: string): number {
  const end = lines.findIndex((line, index) => index > at && closes(line))
  if (end >= 0) return end
  return isFreeText(key) ? lines.length - 1 : at
}

function isFreeText(key: string): boolean {
  return /description/i.test(key)
}

/** A value that began with a quote and has not ended. Texts of people end strictly; a path may end in a backslash. */
function isOpen(raw: string, key: string): boolean {
  if (!raw.startsWith('"')) return false
  if (isFreeText(key)) return !/^"(?:[\s\S]*[^\\])?(?:\\\\)*"$/.test(raw) || raw === '"'
  return (raw.match(/"/g) ?? []).length === 1
}

/**
 * The last line of a text: it ends in a quote that is not escaped, and has no other quote that this one would close.
 * So `macaddress1="080027000000"` in a text does not end it, whether quotes are escaped there or not.
 */
function closes(line: string): boolean {
  const quotes = line.replace(/\\[\\"]/g, '').match(/"/g) ?? []
  return quotes.length % 2 === 1 && /(?:^|[^\\])(?:\\\\)*"$/.test(line)
}

function readValue(raw: string): string {
  const [, inner] = /^"([\s\S]*)"$/.exec(raw) ?? []
  return inner === undefined ? raw : withoutEscapes(inner)
}

/** Undoes the escaping where all of it is escaped: a lone quote or backslash shows that none is. */
function withoutEscapes(text: string): string {
  return /^(?:[^"\\]|\\["\\])*$/.test(text) ? text.replace(/\\(["\\])/g, '$1') : text
}
