/** The names of the result formats. */

/** Formats that are a few bytes of text. */
export const TEXT_FORMATS = ['sxp', 'simple', 'simple0', 'qemu'] as const
/** One of TEXT_FORMATS. */
export type TextFormat = (typeof TEXT_FORMATS)[number]

/** Values of --output-format. */
export const OUTPUT_FORMATS = [...TEXT_FORMATS, 'json', 'iso'] as const
/** One of OUTPUT_FORMATS. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]
