/** What of a file an HTTP client gets (RFC 9110 sections 8.8, 13 and 14), pure. */

/** Request headers as node:http names them. */
interface Asked {
  range?: string | undefined
  'if-range'?: string | undefined
  'if-none-match'?: string | undefined
}

/** A file's version as headers say it. */
export interface Validators {
  ETag: string
  'Last-Modified': string
}

/** First and last byte. */
export interface Range {
  start: number
  end: number
}

/** `modified` is in milliseconds since 1970. */
export function validatorsOf(file: { inode: number; size: number; modified: number }): Validators {
  const version = [file.inode, file.size, Math.trunc(file.modified)].map((part) => part.toString(16))
  return { ETag: `"${version.join('-')}"`, 'Last-Modified': new Date(file.modified).toUTCString() }
}

/** Whether the client has this very version already. */
export function isKnown(asked: Asked, validators: Validators): boolean {
  const tags = asked['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes('*') || tags.includes(validators.ETag)
}

/** The single range requested; null: all, also if the client's part is outdated or it requests several ranges. */
export function rangeOf(asked: Asked, size: number, validators: Validators): Range | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(asked.range ?? '') ?? []
  if (first === '' && last === '') return null
  const version = asked['if-range']
  if (version !== undefined && version !== validators.ETag && version !== validators['Last-Modified'])
    return null
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start > end ? 'unsatisfiable' : { start, end }
}
