/** Replaces `${name}` in a text; `$$` is a dollar sign, and so is any other `$`. */

import { BootError } from '../../boot-error.ts'
import { nearest } from '../../nearest.ts'

/** The text with its names replaced. Throws E_HOSTS_INVALID with `file` and line for a name that `values` lacks. */
export function renderTemplate(file: string, text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$(?:\$|\{([^{}\n]*)\})/g, (whole, name: string | undefined, at: number) => {
    if (name === undefined) return '$'
    const value = values.get(name)
    if (value !== undefined) return value
    const guess = nearest(name, [...values.keys()])
    throw new BootError('E_HOSTS_INVALID', {
      what: `${file}:${text.slice(0, at).split('\n').length}: unknown name ${whole}`,
      hint: guess === null ? `names are ${[...values.keys()].join(', ')}` : `did you mean \${${guess}}?`,
    })
  })
}
