/** Where something stands in a configuration, and what is odd about it. Never a change of behaviour. */

import * as v from 'valibot'

/** `file`: the name as it went to the server; `line` and `column` from 1; columns count bytes. */
export const Place = v.object({ file: v.string(), line: v.number(), column: v.number() })
export type Place = v.InferOutput<typeof Place>

/** What a warning is about; docs/pxelinux.md explains each. */
export const WARNING_CODES = [
  'append-outside-label',
  'byte-order-mark',
  'carriage-return',
  'duplicate-label',
  'duplicate-directive',
  'include-missing',
  'kernel-is-pxe-program',
  'kernel-is-not-linux',
  'label-without-name',
  'long-line',
  'menu-end-surplus',
  'menu-end-missing',
  'nul-byte',
  'outside-label',
  'text-unterminated',
  'unknown-keyword',
  'unknown-menu-keyword',
  'unknown-target',
] as const
export type WarningCode = (typeof WARNING_CODES)[number]

export const Warning = v.object({ ...Place.entries, code: v.picklist(WARNING_CODES), message: v.string() })
export type Warning = v.InferOutput<typeof Warning>

/** Where a directive that shaped the result stands, and its words. `directive`: its keyword in upper case. */
export const Origin = v.object({
  file: v.string(),
  line: v.number(),
  directive: v.string(),
  value: v.string(),
})
export type Origin = v.InferOutput<typeof Origin>
