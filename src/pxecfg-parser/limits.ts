/** Bytes of a text that reports and screens show; longer text is cut only there. */
export const SHOWN_BYTES = 4096

/** What a boot configuration may cost. These limits are policy; PXELINUX has none. */
export const CONFIG_LIMITS = {
  /** INCLUDE inside INCLUDE. PXELINUX promises 16, and hangs beyond 120. */
  includeDepth: 100,
  /** Configuration files that one boot reads, counting each time a file is read. */
  files: 200,
  /** Bytes of all these files together. */
  bytes: 8 * 1024 * 1024,
  /** MENU BEGIN inside MENU BEGIN. */
  menuDepth: 512,
  /** Commands that one boot runs through: CONFIG, menus, ONERROR, ifcpu64.c32. */
  commands: 32,
} as const
