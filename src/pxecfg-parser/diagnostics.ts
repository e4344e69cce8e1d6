/** Places in configurations, and warnings about them. Warnings never change behaviour. */

import * as v from 'valibot'

/** `file`: the name as it went to the server; `line` and `column` from 1; columns count bytes. */
export const Place = v.object({ file: v.string(), line: v.number(), column: v.number() })
export type Place = v.InferOutput<typeof Place>

/** `code`: what the warning is about, as the program's page in docs explains it. */
export const Warning = v.object({
  ...Place.entries,
  code: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{1,40}$/)),
  message: v.string(),
})
export type Warning = v.InferOutput<typeof Warning>

/** A directive that shaped the result: its place and its words. `directive`: its keyword in upper case. */
export const Origin = v.object({
  file: v.string(),
  line: v.number(),
  directive: v.string(),
  value: v.string(),
})
export type Origin = v.InferOutput<typeof Origin>
