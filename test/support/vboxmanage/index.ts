// Installs the double of VBoxManage for a test, and reads what it keeps.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../bundle.ts'
import type { Version } from './options.ts'
import type { Settings } from './show.ts'

export type { Settings } from './show.ts'

/** Puts an executable VBoxManage of that version into `folder`. */
export async function installVBoxManage(folder: string, version: Version): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await bundle(join(import.meta.dirname, 'double.ts'), join(folder, 'VBoxManage'), {
    format: 'cjs',
    banner: `#!${process.execPath}`,
    define: { VERSION: JSON.stringify(version) },
  })
  chmodSync(join(folder, 'VBoxManage'), 0o755)
}

/** What the double keeps in a user's home. */
export function vboxHome(home: string) {
  const config = join(home, '.config/VirtualBox')
  const machines = (): Settings[] => {
    const registry = join(config, 'registry.json')
    if (!existsSync(registry)) return []
    const files: string[] = JSON.parse(readFileSync(registry, 'utf8'))
    return files.map((file) => ({ ...JSON.parse(readFileSync(file, 'utf8')), file }))
  }
  return {
    machines,
    machine: (name: string) => machines().find((machine) => machine.name === name),
    /** Every command line so far, without the program. */
    calls: (): string[][] =>
      readFileSync(join(config, 'calls'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    /** Commands that contain these words fail from now on; none: all work again. */
    refuse: (...words: string[]) => writeFileSync(join(home, 'refuse'), words.join('\n')),
  }
}
