/** The names of the result formats. */

export const OUTPUT_FORMATS = ['sxp', 'simple', 'simple0', 'json', 'qemu'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]
