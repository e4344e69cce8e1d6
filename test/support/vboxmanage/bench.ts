// A user with a VirtualBox of their own, made for one test: a home, the double in PATH, and what the commands need.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunAs, runAs } from '../../../src/virtualbox/run-as.ts'
import { openVBoxManage, type VBoxManage } from '../../../src/virtualbox/vboxmanage.ts'
import { installVBoxManage, vboxHome } from './index.ts'
import { VERSIONS, type Version } from './options.ts'

export interface Bench extends ReturnType<typeof vboxHome> {
  home: string
  run: RunAs
  open(more?: { dryRun?: boolean; signal?: AbortSignal }): Promise<VBoxManage>
  close(): void
}

/** A folder of programs for each version, made on first use, and the homes: all removed at exit. */
const root = mkdtempSync(join(tmpdir(), 'tspx-vboxmanage-'))
chmodSync(root, 0o755)
const installed = new Set<Version>()
process.on('exit', () => rmSync(root, { recursive: true, force: true }))

/** Runs a test with a bench of the newest version. */
export async function withBench(test: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await createBench()
  try {
    await test(bench)
  } finally {
    bench.close()
  }
}

export async function createBench(version: Version = VERSIONS.at(-1) ?? '7.2'): Promise<Bench> {
  const folder = join(root, version)
  if (!installed.has(version)) await installVBoxManage(folder, version)
  installed.add(version)
  const rest = (process.env.PATH ?? '').split(':').filter((entry) => !entry.startsWith(root))
  process.env.PATH = [folder, ...rest].join(':')
  const home = mkdtempSync(join(root, 'home-'))
  const ids = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  const run = runAs({ name: 'tester', ...ids, home })
  return {
    ...vboxHome(home),
    home,
    run,
    open: ({ dryRun = false, signal = new AbortController().signal } = {}) =>
      openVBoxManage({ run, dryRun, signal }),
    close: () => rmSync(home, { recursive: true, force: true }),
  }
}
