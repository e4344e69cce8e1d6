/** What a GRUB script may cost. GRUB itself limits only the depth; the rest is policy. */
export const GRUB_LIMITS = {
  /** Commands inside one another: functions, sourced files, entries. GRUB's own. */
  depth: 64,
  /** Calls that one boot skips because they are deeper. */
  skippedCalls: 1000,
  /** Commands that one boot runs. */
  commands: 100_000,
  /** Bytes that words expand to in one boot, and of files each time they run. */
  expanded: 64 * 1024 * 1024,
  /** Bytes of one variable. */
  variable: 1024 * 1024,
  /** Bytes of all scripts together. */
  scriptBytes: 8 * 1024 * 1024,
  /** Requests for files: scripts, existence probes, kernels, initrds. */
  requests: 1000,
  /** Entries of all menus together, bytes of all their titles and ids, and of one. */
  entries: 100_000,
  titles: 4 * 1024 * 1024,
  title: 64 * 1024,
  /** Bytes of one URL, and of the arguments of one module. */
  url: 8192,
  arguments: 64 * 1024,
  /** Failed boots, and menus shown. */
  boots: 32,
  screens: 1000,
  /** States that a regular expression may have, and steps that all matches of one boot may take. */
  expressionSize: 10_000,
  matchSteps: 5_000_000,
} as const
