/** The codes of the warnings about a configuration. */

/** What a warning is about; docs/pxelinux.md explains each. */
export const WARNING_CODES = [
  'append-outside-label',
  'byte-order-mark',
  'carriage-return',
  'duplicate-label',
  'duplicate-directive',
  'empty-file',
  'include-missing',
  'kernel-is-pxe-program',
  'kernel-is-not-linux',
  'label-without-name',
  'long-line',
  'menu-end-surplus',
  'menu-end-missing',
  'never-asked-for',
  'nul-byte',
  'outside-label',
  'text-unterminated',
  'unknown-default',
  'unknown-keyword',
  'unknown-menu-keyword',
  'unknown-target',
] as const
/** One of the codes. */
export type WarningCode = (typeof WARNING_CODES)[number]
