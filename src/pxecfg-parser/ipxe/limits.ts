/** What an iPXE script may cost. These limits are policy; iPXE has none, and a script that breaks one would hang it. */
export const SCRIPT_LIMITS = {
  /** Bytes of one script. */
  bytes: 8 * 1024 * 1024,
  /** Bytes of all scripts that one boot reads. */
  allBytes: 64 * 1024 * 1024,
  /** Commands that one boot runs. */
  commands: 1_000_000,
  /** Files that one boot requests. */
  requests: 1000,
  /** Scripts inside scripts (chain). iPXE's stack overflows at about 12. */
  depth: 64,
  /** Bytes of one expanded word, one value, one line. */
  word: 64 * 1024,
  /** Bytes of one URL. */
  url: 8192,
  /** Expansions in one word. */
  rounds: 1000,
  /** Characters that all lines, labels and expansions of one boot go through. */
  work: 1 << 27,
  /** Settings, the blocks they are in, and bytes of all of them together. */
  settings: 10_000,
  settingBlocks: 100,
  settingBytes: 8 * 1024 * 1024,
  /** Images in memory. */
  images: 1000,
  /** Items of one menu or form, menus, and bytes of all their texts. */
  items: 10_000,
  menus: 100,
  kept: 2 * 1024 * 1024,
  /** Menus, prompts and questions that one boot shows. */
  screens: 1000,
} as const
