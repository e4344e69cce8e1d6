/** Bytes of a text that reports and screens show: what is longer is cut there, and nowhere else. */
export const SHOWN_BYTES = 4096

/** What a boot configuration may cost. PXELINUX has no such limits: policy. */
export const CONFIG_LIMITS = {
  /** INCLUDE inside INCLUDE. PXELINUX promises 16, and hangs beyond 120. */
  includeDepth: 100,
  /** Configuration files that one boot reads, again and again ones as well. */
  files: 200,
  /** Bytes of all of them together. */
  bytes: 8 * 1024 * 1024,
  /** MENU BEGIN inside MENU BEGIN. */
  menuDepth: 512,
  /** Commands that one boot runs through: CONFIG, menus, ONERROR, ifcpu64.c32. */
  commands: 32,
} as const
