// Runs a job on the Xen host in QEMU, and reads the traces that each boot of it left (dom0/lib).
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const HERE = import.meta.dirname
const ROOT = join(HERE, '../../..')
const PACKAGES = join(ROOT, 'build/packages')
/** Of dom0's time for one job: thrice what it takes beside the other tests. */
const SECONDS = 2700
const run = promisify(execFile)

/** What a job left in /out, by name; an absent file reads as ''. */
export interface Traces {
  read(file: string): string
  boot(name: string): BootTraces
  remove(): void
}

export interface BootTraces {
  /** Of xl create. */
  status: number
  /** What the bootloader printed: its lines without terminal control. */
  log: string[]
  /** What the guest said after `GUEST-KEY: `. */
  guest(key: string): string | null
  /** What there is after the boot that was not there before the first one. */
  left: string
  /** A file of the boot's folder. */
  read(file: string): string
}

/** Builds the packages and the image if need be: prints nothing, throws with what the tools said. */
export async function prepare(): Promise<string> {
  if (!(await packagesAreCurrent())) await run(join(ROOT, 'scripts/package'), ['deb', 'standalone'])
  const { stdout } = await run(join(HERE, 'build-image'))
  return stdout.trim()
}

/** That the Debian packages are there and newer than what they are made of. */
async function packagesAreCurrent(): Promise<boolean> {
  const sources = ['bin', 'docs', 'package-lock.json', 'scripts', 'src']
  const { stdout } = await run(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...sources],
    {
      cwd: ROOT,
    },
  )
  const changed = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const newest = Math.max(...stdout.split('\0').map((path) => changed(join(ROOT, path))))
  const packages = existsSync(PACKAGES) ? readdirSync(PACKAGES).filter((file) => file.endsWith('.deb')) : []
  return packages.length === 2 && packages.every((file) => changed(join(PACKAGES, file)) > newest)
}

/** Runs the job `name` of dom0/ with the Debian package `packageName` at hand, and `more`: folders by their names. */
export async function runJob(
  image: string,
  name: string,
  packageName: string,
  more: Record<string, string> = {},
): Promise<Traces> {
  const folder = mkdtempSync(join(tmpdir(), `tspxeboot-xen-${name}-`))
  const job = join(folder, 'job')
  const out = join(folder, 'out')
  cpSync(join(HERE, 'dom0'), job, { recursive: true })
  cpSync(join(job, name), join(job, 'job'))
  for (const file of readdirSync(PACKAGES)) {
    if (file.startsWith(`${packageName}_`)) cpSync(join(PACKAGES, file), join(job, file))
  }
  for (const [name, from] of Object.entries(more)) cpSync(from, join(job, name), { recursive: true })
  const read = (file: string) => (existsSync(join(out, file)) ? readFileSync(join(out, file), 'latin1') : '')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    await run(join(HERE, 'run-job'), [image, job, out, String(SECONDS)])
  } catch (error) {
    // A job that ran out of time still has traces to look at; no machine at all has none.
    if (!existsSync(join(out, 'status'))) {
      const console = read('console.log').slice(-2000)
      remove()
      throw new Error(`${name}: ${(error as Error).message}\n${console}`)
    }
  }
  return { read, remove, boot: (boot) => bootTraces((file) => read(`${boot}/${file}`)) }
}

function bootTraces(read: (file: string) => string): BootTraces {
  const said = read('console.log')
  return {
    status: Number(read('status') || Number.NaN),
    log: read('bootloader.log')
      .split(/[\r\n]+|\x1b\[[0-9;?]*[A-Za-z]/)
      .filter((line) => line.trim() !== ''),
    guest: (key) => new RegExp(`^GUEST-${key}: (.*?)\r*$`, 'm').exec(said)?.[1] ?? null,
    left: read('left'),
    read,
  }
}
