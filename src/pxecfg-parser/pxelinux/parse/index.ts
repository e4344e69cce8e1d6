/** PXELINUX's configuration language: from bytes to labels and menus, each value with the place it comes from. */

export type { Configuration, Label, MenuLine, MenuNode, Said } from './configuration.ts'
export { COMPLETIONS, KERNEL_TYPES, type KernelType, typeOfName } from './kernel-types.ts'
export { stripCarets } from './menu-node.ts'
export { type Parse, parseConfiguration, type SourceFile } from './parser.ts'
export { skipBlanks, splitWord, strtol, trimBlanks, trimEndBlanks, wordEnd, words } from './text.ts'
export { Warnings } from './warnings.ts'
