/** Bootloader calls of a boot tree on a terminal, with a person at it. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { linuxKernel } from './boot-tree.ts'
import { openPty, type Pty } from './pty.ts'

const PROGRAM = resolve('bin/tspxeboot')
const DESTINATION = ['--ip', '192.0.2.91', '--netmask', '255.255.255.0', '--server', '192.0.2.2']

export interface ConsoleRun {
  status: number
  /** The result, and null where there is none. */
  result: string | null
  /** Files in the output directory. */
  files: string[]
  /** All that was shown. */
  written: string
}

/** A bootloader call with a tree in `directory` that holds `config`, or these files. */
export function consoleCall(
  directory: string,
  config: string | Record<string, string>,
  options: readonly string[] = [],
): string[] {
  const files = typeof config === 'string' ? { 'pxelinux.cfg/default': config } : config
  const tree = join(directory, 'tree')
  for (const [name, content] of Object.entries({ vmlinuz: linuxKernel(65_536), ...files })) {
    mkdirSync(dirname(join(tree, name)), { recursive: true })
    writeFileSync(join(tree, name), content)
  }
  const [output, outputDirectory] = [join(directory, 'result'), join(directory, 'out')]
  return [
    ...[PROGRAM, '--output-format=simple', `--output=${output}`],
    ...[`--output-directory=${outputDirectory}`, '--tree', tree, ...DESTINATION, ...options],
    'mac=00:16:3e:aa:bb:cc',
  ]
}

/** Makes the call on a terminal with a person at it. */
export async function consoleRun(
  config: string | Record<string, string>,
  person: (pty: Pty) => Promise<void>,
  options: readonly string[] = [],
): Promise<ConsoleRun> {
  const directory = mkdtempSync(join(tmpdir(), 'menu-'))
  const [output, outputDirectory] = [join(directory, 'result'), join(directory, 'out')]
  const pty = openPty(consoleCall(directory, config, options))
  try {
    await person(pty)
    const status = await pty.exit
    return {
      status,
      result: existsSync(output) ? readFileSync(output, 'utf8') : null,
      files: existsSync(outputDirectory) ? readdirSync(outputDirectory) : [],
      written: pty.written(),
    }
  } finally {
    pty.hangUp()
    rmSync(directory, { recursive: true })
  }
}
