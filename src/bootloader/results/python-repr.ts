/** Python 3's repr() of a string, in which pygrub writes its sxp result and xend-era tools read it. */

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * `bytes` is byte text; bytes from 0x80 up stand as they are, as those of a printable character do in Python.
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
