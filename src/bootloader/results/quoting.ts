/** Quotes text for the readers of a result: a POSIX shell, and the Python of xend-era tools. */

/** A word as it is if a shell would not change it, else in single quotes (POSIX 2.2.2). */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Python 3's repr() of a string, which pygrub uses in its sxp result. `bytes` is byte text; bytes from 0x80 up are not
 * escaped, as in Python those of printable characters are not. The quotes are single, or double if the text has only
 * single ones (Objects/unicodeobject.c, unicode_repr).
 */
export function pythonRepr(bytes: string): string {
  const quote = bytes.includes("'") && !bytes.includes('"') ? '"' : "'"
  const body = bytes.replace(/[\\\x00-\x1f\x7f'"]/g, (character) => {
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character
    return ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
  return quote + body + quote
}
