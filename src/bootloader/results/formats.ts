/** The names of the result formats. */

/** Those that are made of the result alone, in a few bytes. */
export const TEXT_FORMATS = ['sxp', 'simple', 'simple0', 'qemu'] as const
export type TextFormat = (typeof TEXT_FORMATS)[number]

export const OUTPUT_FORMATS = [...TEXT_FORMATS, 'json', 'iso'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]
