/**
 * Parses the output of `VBoxManage showvminfo --machinereadable`: lines `key="v"`, `key=v` or `"key"="v"`
 * (VBoxManageInfo.cpp, outputMachineReadableString). Quotes and backslashes are escaped in some values only, and a
 * description is free text of many lines, which may look like keys.
 */

const KEY = /^(?:"((?:[^"\\]|\\.)*)"|([^"=\s][^"=]*))=(.*)$/

/** The first value of each key. Later ones are ignored, whether they are real or part of a text. */
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

/** The last line of the text that begins in line `at`. Free text may run to the end of the output, other values may not. */
function lastLineOfText(lines: string[], at: number, key: string): number {
  const end = lines.findIndex((line, index) => index > at && closes(line))
  if (end >= 0) return end
  return isFreeText(key) ? lines.length - 1 : at
}

function isFreeText(key: string): boolean {
  return /description/i.test(key)
}

/** Whether a value began with a quote and has not ended. Free text needs an unescaped quote; a path may end in `\`. */
function isOpen(raw: string, key: string): boolean {
  if (!raw.startsWith('"')) return false
  if (isFreeText(key)) return !/^"(?:[\s\S]*[^\\])?(?:\\\\)*"$/.test(raw) || raw === '"'
  return (raw.match(/"/g) ?? []).length === 1
}

/**
 * Whether a line is the last of a text: it ends with an unescaped quote, and has no other quote that this one would
 * close. So `macaddress1="080027000000"` in a text does not end it, whether quotes are escaped there or not.
 */
function closes(line: string): boolean {
  const quotes = line.replace(/\\[\\"]/g, '').match(/"/g) ?? []
  return quotes.length % 2 === 1 && /(?:^|[^\\])(?:\\\\)*"$/.test(line)
}

function readValue(raw: string): string {
  const [, inner] = /^"([\s\S]*)"$/.exec(raw) ?? []
  return inner === undefined ? raw : withoutEscapes(inner)
}

/** Undoes escaping if the whole text is escaped; a lone quote or backslash shows that it is not. */
function withoutEscapes(text: string): string {
  return /^(?:[^"\\]|\\["\\])*$/.test(text) ? text.replace(/\\(["\\])/g, '$1') : text
}
