/** What kind of thing a command starts. Source: syslinux execute.c (image_boot_types) and ldlinux.c (parse_image_type). */

/** Keywords of the directives that name what a label starts; `.KEYWORD` before a command has the same effect. */
export const KERNEL_TYPES = [
  'kernel',
  'linux',
  'boot',
  'bss',
  'pxe',
  'fdimage',
  'comboot',
  'com32',
  'config',
  'localboot',
] as const
/** `kernel`: by the name's extension. */
export type KernelType = (typeof KERNEL_TYPES)[number]

/** Extensions are case-sensitive, whatever doc/syslinux.txt says. */
const EXTENSIONS: readonly [string, KernelType][] = [
  ['.c32', 'com32'],
  ['.0', 'pxe'],
  ['.bin', 'boot'],
  ['.bs', 'boot'],
  ['.bss', 'bss'],
  ['.img', 'fdimage'],
]

/** Extensions, in the order in which they are tried after the name of a command that is not a label. */
export const COMPLETIONS = ['.c32', '.img', '.bss', '.bin', '.bs', '.0'] as const

/** The type that a name has by its extension; `linux` where none fits. */
export function typeOfName(name: string): KernelType {
  return EXTENSIONS.find(([extension]) => name.endsWith(extension))?.[1] ?? 'linux'
}
