/**
 * The report of one boot: the JSON document of `--output-format=json` and `explain --json`, and what the PXE client
 * process hands to its supervisor. Names and command lines are byte text (byte-text.ts) until they are printed.
 */

import * as v from 'valibot'
import { ERROR_CODES, ERROR_REASONS } from '../boot-error.ts'
import { Lease } from '../lease.ts'
import { menuSchema, Origin, Warning } from '../pxecfg-parser/index.ts'

const Text = v.pipe(v.string(), v.maxLength(1 << 16))
const Count = v.pipe(v.number(), v.integer(), v.minValue(0))
const Ms = v.pipe(v.number(), v.minValue(0))
const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

export const ReportError = v.object({
  /** null: a bug. */
  code: v.nullable(v.picklist(ERROR_CODES)),
  /** What the code leaves open; null: nothing. */
  reason: v.nullable(v.picklist(ERROR_REASONS)),
  message: Text,
  hint: v.nullable(Text),
})

export const ConfigReport = v.object({
  /** The name as it went to the server; null: none was found. */
  file: v.nullable(Text),
  url: v.nullable(Text),
  tried: v.pipe(
    v.array(v.object({ file: Text, url: Text, result: v.picklist(['found', 'not-found', 'error']) })),
    v.maxLength(1000),
  ),
  /** Further files in order of request, missing ones as well. */
  includes: v.array(Text),
})

export const EntryReport = v.object({
  label: v.nullable(Text),
  /** Names as they go to the server, prefix included. */
  kernel: v.nullable(Text),
  initrds: v.pipe(v.array(Text), v.maxLength(1000)),
  /** What the boot program would hand to the kernel, byte for byte. */
  cmdline: Text,
  local: v.exactOptional(v.object({ via: Text, value: v.nullable(v.union([v.number(), Text])) })),
  xen: v.exactOptional(
    v.object({
      protocol: v.exactOptional(v.picklist(['multiboot', 'multiboot2'])),
      hypervisor: Text,
      args: Text,
      modules: v.pipe(v.array(v.object({ path: Text, args: Text })), v.maxLength(1000)),
    }),
  ),
  /** The pieces of `cmdline` and the directive that each comes from. */
  parts: v.array(v.object({ from: Text, text: Text, origin: v.nullable(Origin) })),
  /** The directives that shaped this entry. */
  origins: v.array(Origin),
})

/** A boot file. `bytes` and `sha256` null: not known, for it was not downloaded. `path` is on the host. */
export const KernelReport = v.object({
  url: Text,
  path: v.nullable(Text),
  bytes: v.nullable(Count),
  sha256: v.nullable(Sha256),
})
export const RamdiskReport = v.object({
  /** Several files are concatenated, each padded to 4 bytes. */
  urls: v.pipe(v.array(Text), v.maxLength(1000)),
  path: v.nullable(Text),
  bytes: v.nullable(Count),
  sha256: v.nullable(Sha256),
})

/** One file of the boot as the server has it. `bytes`, `sha256` null: not known. */
export const FileReport = v.object({
  role: v.picklist(['kernel', 'initrd']),
  url: Text,
  bytes: v.nullable(Count),
  sha256: v.nullable(Sha256),
  /** What a kernel that was looked into is: `Linux bzImage, boot protocol 2.15`, `ELF for x86-64`, ... */
  format: v.exactOptional(Text),
  /** The detached signature from beside it on the server, in Base64, if one was requested. */
  signature: v.exactOptional(v.pipe(v.string(), v.maxLength(100_000))),
})
export type FileReport = v.InferOutput<typeof FileReport>

export const BootReport = v.object({
  outcome: v.picklist(['boot', 'local', 'error']),
  guest: v.object({
    /** null: a host was named that the store does not know. */
    mac: v.nullable(Text),
    uuid: v.nullable(Text),
    /** In a dry run: the guest runs already. */
    running: v.exactOptional(v.literal(true)),
  }),
  lease: v.nullable(Lease),
  /** The boot program that was played, and why this one; null: it did not come to that. */
  program: v.nullable(v.object({ name: Text, because: Text })),
  config: v.nullable(ConfigReport),
  /** The root menu of the menu in front. */
  menu: v.nullable(menuSchema.Menu),
  startMenu: v.nullable(Text),
  /** Labels in the order of the configuration, as `--entry` counts them. */
  labels: v.array(Text),
  /** UI or DEFAULT: what is run where nobody chooses. */
  default: v.nullable(Origin),
  entry: v.nullable(EntryReport),
  kernel: v.nullable(KernelReport),
  ramdisk: v.nullable(RamdiskReport),
  /** Every file by itself: the kernel, then the initrds in order. */
  files: v.pipe(v.array(FileReport), v.maxLength(1000)),
  /** What the guest's kernel gets: `entry.cmdline` without BOOT_IMAGE= and initrd=, with the words of `--args`. */
  args: v.nullable(Text),
  error: v.nullable(ReportError),
  /** Why this command was run: DEFAULT, UI, MENU DEFAULT, ... in order. */
  steps: v.array(
    v.object({ command: Text, label: v.nullable(Text), because: Text, origin: v.nullable(Origin) }),
  ),
  warnings: v.array(Warning),
  timing: v.object({ totalMs: Ms, networkMs: Ms, dhcpMs: Ms, configMs: Ms, fetchMs: Ms }),
})
export type BootReport = v.InferOutput<typeof BootReport>

/** The report of a run in which nothing has happened yet. */
export function emptyReport(guest: BootReport['guest']): BootReport {
  return {
    outcome: 'error',
    guest,
    lease: null,
    config: null,
    program: null,
    menu: null,
    startMenu: null,
    labels: [],
    default: null,
    entry: null,
    kernel: null,
    ramdisk: null,
    files: [],
    args: null,
    error: null,
    steps: [],
    warnings: [],
    timing: { totalMs: 0, networkMs: 0, dhcpMs: 0, configMs: 0, fetchMs: 0 },
  }
}
