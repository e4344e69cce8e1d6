/**
 * Expands variables in words. Source: GRUB script/execute.c, grub_script_arglist_to_argv and grub_script_env_get.
 * Wildcards match nothing on a network device, so patterns stay as written.
 */

import type { Environment } from './environment.ts'
import type { Part, Word } from './syntax.ts'

/** `$1` and so on; null: outside functions and entries, where they are empty. */
export type Parameters = readonly string[] | null

/** One word can expand to none, one or several. */
export function expandWords(words: readonly Word[], env: Environment, parameters: Parameters): string[] {
  const result: string[] = []
  for (const word of words) {
    // null: nothing yet, so that a word of only empty variables vanishes.
    let current: string | null = null
    for (const part of word) {
      const [first, ...more] = valuesOf(part, env, parameters)
      const counts = first !== '' || part.kind === 'translated' || part.quoted
      if (first !== undefined && counts) current = (current ?? '') + first
      for (const value of more) {
        if (current !== null) result.push(current)
        current = value
      }
    }
    if (current !== null) result.push(current)
  }
  return result
}

/** The first value joins the text before it; each of the others begins a word. */
function valuesOf(part: Part, env: Environment, parameters: Parameters): string[] {
  if (part.kind === 'text') return part.text !== '' || part.quoted ? [part.text] : []
  if (part.kind === 'translated') return [translated(part.text, env, parameters)]
  const { name, quoted } = part
  if (quoted) return quotedValues(name, env, parameters)
  return joined(unquotedValues(name, env, parameters))
}

function quotedValues(name: string, env: Environment, parameters: Parameters): string[] {
  if (name === '@') return [...(parameters ?? [])]
  if (name === '*') return [(parameters ?? []).join(' ')]
  return [single(name, env, parameters)]
}

function unquotedValues(name: string, env: Environment, parameters: Parameters): string[] {
  if (name === '@' || name === '*') return [...(parameters ?? [])]
  return [single(name, env, parameters)]
}

function single(name: string, env: Environment, parameters: Parameters): string {
  if (name === '#') return parameters === null ? '' : String(parameters.length)
  if (/^\d/.test(name)) return parameters?.[Number(name) - 1] ?? ''
  return env.get(name) ?? ''
}

/** Splits at blanks. A leading blank ends the word before it, which an empty first value expresses. */
function joined(values: readonly string[]): string[] {
  return values.flatMap((value, index) => {
    const pieces = value.split(/[ \t\n\r]+/)
    if (pieces.at(-1) === '') pieces.pop()
    if (pieces[0] === '' && (pieces.length === 1 || index > 0)) pieces.shift()
    return pieces
  })
}

/** Source: GRUB script/execute.c, parse_string. There are no translations, so the text stays. */
function translated(text: string, env: Environment, parameters: Parameters): string {
  return text.replace(
    /\\([\\$])|\$(?:\{([^}]*)\}|([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?#]))/g,
    (_, escaped: string | undefined, braced: string | undefined, plain: string | undefined) =>
      escaped ?? single(braced ?? plain ?? '', env, parameters),
  )
}
