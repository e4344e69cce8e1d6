/** Text quoted for those who read a result: a POSIX shell, and the Python of xend-era tools. */

/** A word as it is where no shell would touch it, else in single quotes (POSIX 2.2.2). */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Python 3's repr() of a string, in which pygrub writes its sxp result. `bytes` is byte text; bytes from 0x80 up stand as they are, as those of a printable character do in Python.
 * Single quotes, or double ones where the text has single ones only (Objects/unicodeobject.c, unicode_repr).
 */
export function pythonRepr(bytes: string): string {
  const quote = bytes.includes("'") && !bytes.includes('"') ? '"' : "'"
  const body = bytes.replace(/[\\\x00-\x1f\x7f'"]/g, (character) => {
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character
    return ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
  return quote + body + quote
}
