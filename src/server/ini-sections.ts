/** Ini files with sections such as `[host "00:16:3e:11:22:33"]`: the `ini` package's objects as a flat list. */

import { parse } from 'ini'

export interface Section {
  /** All between the brackets; empty for what stands before the first section. */
  title: string
  values: ReadonlyMap<string, string>
}

/** The sections of `text` in order. A key without `=` has the value `true`. */
export function readSections(text: string): Section[] {
  const tree: Record<string, unknown> = parse(text)
  return flatten('', tree)
}

/** `ini` takes a dot in a title for nesting: `[tftp "a.cfg"]` comes as `cfg"` within `tftp "a`. */
function flatten(title: string, tree: Record<string, unknown>): Section[] {
  const values = new Map<string, string>()
  const nested: Section[] = []
  for (const [key, value] of Object.entries(tree)) {
    if (isTree(value)) nested.push(...flatten(title === '' ? key : `${title}.${key}`, value))
    else values.set(key, String(value))
  }
  return values.size > 0 || nested.length === 0 ? [{ title, values }, ...nested] : nested
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
