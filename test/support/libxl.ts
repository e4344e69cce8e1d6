// A double of libxl's bootloader call, after tools/libs/light/libxl_bootloader.c of Xen 4.17: the argument list, a raw
// pty of size 0x0 as the guest's console, the result of NUL-separated items, the files mapped and unlinked.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node-pty'
import type { Namespace } from './network.ts'

/** What the domain's config says, by the names of xl.cfg(5). */
export interface Domain {
  bootloader: string
  bootloaderArgs: string[]
  /** The first disk. */
  disk: string
  kernel?: string
  ramdisk?: string
  cmdline?: string
  /** bootloader_restrict: the uid that the bootloader shall drop to. */
  runas?: number
}

export interface MappedFile {
  path: string
  bytes: number
  sha256: string
}

export interface BootloaderRun {
  /** Exit status; null when a signal ended it. */
  status: number | null
  /** All that the guest's console showed. */
  console: string
  kernel: MappedFile | null
  ramdisk: MappedFile | null
  /** The guest's command line: empty when the bootloader said nothing. */
  cmdline: string
  warnings: string[]
  /** What was still in the output directory after libxl had unlinked the files of the result. */
  left: string[]
  /** Whether the file of --output had anything in it. */
  hasOutput: boolean
}

export interface Console {
  write(text: string): void
  kill(signal: NodeJS.Signals): void
  /** What it showed up to now. */
  text(): string
}

/** An item is kept when it and its NUL fit in `char buf[PATH_MAX * 2]`. */
const LONGEST_ITEM = 8191

/**
 * Runs the bootloader in `host` as libxl would. `attend` plays the user at the console.
 * Like libxl 4.17 it sets no time limit.
 */
export async function runBootloader(
  host: Namespace,
  domain: Domain,
  attend: (console: Console) => void = () => {},
): Promise<BootloaderRun> {
  const run = mkdtempSync(join(host.folder, 'xen-'))
  const output = join(run, 'bootloader.7.out')
  const directory = join(run, 'bootloader.7.d')
  mkdirSync(directory, { mode: 0o600 })
  writeFileSync(output, '', { mode: 0o600 })
  try {
    const ended = await onPty(host, bootloaderCommand(domain, output, directory), attend)
    const items = readFileSync(output)
    const result = parseResult(ended.status === 0 ? items : Buffer.alloc(0))
    return { ...ended, ...result, hasOutput: items.length > 0, left: readdirSync(directory) }
  } finally {
    rmSync(run, { recursive: true, force: true })
  }
}

/** make_bootloader_args: options only for what the domain's config has. */
export function bootloaderCommand(domain: Domain, output: string, directory: string): string[] {
  const { bootloader, bootloaderArgs, disk, kernel, ramdisk, cmdline, runas } = domain
  return [
    bootloader,
    ...(kernel === undefined ? [] : [`--kernel=${kernel}`]),
    ...(ramdisk === undefined ? [] : [`--ramdisk=${ramdisk}`]),
    ...(cmdline === undefined || cmdline === '' ? [] : [`--args=${cmdline}`]),
    ...(runas === undefined ? [] : [`--runas=${runas}`, '--quiet']),
    `--output=${output}`,
    '--output-format=simple0',
    `--output-directory=${directory}`,
    ...bootloaderArgs,
    disk,
  ]
}

/** A pty as libxl makes it: raw, and of no size. */
function onPty(
  host: Namespace,
  command: string[],
  attend: (console: Console) => void,
): Promise<{ status: number | null; console: string }> {
  const raw = 'stty raw -echo rows 0 cols 0; exec "$@"'
  const [program = '', ...args] = host.inside(['sh', '-c', raw, 'sh', ...command])
  const environment = Object.entries({ ...process.env, ...host.env }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  const pty = spawn(program, args, {
    name: 'vt100',
    env: { ...Object.fromEntries(environment), TERM: 'vt100' },
  })
  let text = ''
  pty.onData((data) => {
    text += data
  })
  attend({ write: (keys) => pty.write(keys), kill: (signal) => pty.kill(signal), text: () => text })
  return new Promise((resolve) => {
    pty.onExit(({ exitCode, signal }) => resolve({ status: signal ? null : exitCode, console: text }))
  })
}

/** parse_bootloader_result. */
function parseResult(output: Buffer): Pick<BootloaderRun, 'kernel' | 'ramdisk' | 'cmdline' | 'warnings'> {
  const result: ReturnType<typeof parseResult> = { kernel: null, ramdisk: null, cmdline: '', warnings: [] }
  for (const item of output.toString('latin1').split('\0')) {
    const [, name, value = ''] = /^(kernel|ramdisk|args)\s+([\s\S]*)$/.exec(item) ?? []
    if (item === '') continue
    if (item.length > LONGEST_ITEM) result.warnings.push(`overly long item ${item.slice(0, 40)}`)
    else if (name === 'kernel' || name === 'ramdisk') result[name] = map(value)
    else if (name === 'args') result.cmdline = value
    else result.warnings.push(`unexpected output from bootloader: ${item.slice(0, 40)}`)
  }
  return result
}

/** libxl__file_reference_map, then unlink: wherever the file lies. */
function map(path: string): MappedFile {
  const content = readFileSync(path)
  unlinkSync(path)
  return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }
}
