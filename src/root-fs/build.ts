/** Builds a root file system for diskless guests into a boot tree. */

import { randomBytes } from 'node:crypto'
import {
  access,
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { BootError } from '../boot-error.ts'
import { checkFolder, dateOf, IMAGE_FILES, type Image, installImage } from './images.ts'
import { mmdebstrapArguments, nameOf, type WorkFiles } from './mmdebstrap.ts'
import type { BuildOptions } from './options.ts'
import { runBuild } from './run-build.ts'
import { mksquashfsArguments } from './squashfs.ts'
import { initrdFiles, systemFiles } from './target-files.ts'
import { findRootTools, type RootTools } from './tools.ts'

/** Where and how to build. */
export interface BuildPlace {
  /** The boot server's root; absolute. */
  tree: string
  /** Folder for the unpacked root and the log, on a file system that allows devices. */
  temporary: string
  /** Called with each line that the tools print. */
  onLine(line: string): void
  signal: AbortSignal
}

/** The new image, and the path of its folder. */
export type BuiltRoot = Image & { path: string }

/**
 * Builds the image and makes it the current one. On failure nothing is left but the log, which the error names.
 * Throws E_UNSUPPORTED, E_PERMISSION, E_OUTPUT, and the reason of `signal`.
 */
export async function buildRoot(options: BuildOptions, place: BuildPlace): Promise<BuiltRoot> {
  const tools = await findRootTools()
  await checkFolder(place.tree, options.name)
  const work = await openWorkFolder(place.tree)
  const log = join(place.temporary, `tspxeboot-root-${options.name}-${randomBytes(4).toString('hex')}.log`)
  try {
    await makeImage(options, place, tools, { work, log })
    const about = await describe(options, work)
    const date = dateOf(new Date())
    const path = await installImage(place.tree, options.name, date, join(work, 'image'))
    await rm(log, { force: true })
    const { size } = await stat(join(path, IMAGE_FILES.root))
    return { date, ...about, bytes: size, isCurrent: true, path }
  } catch (cause) {
    throw await explained(cause, log, place)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** In the tree, so that the result only has to be renamed. Its name begins with a dot, so that servers do not list it. */
async function openWorkFolder(tree: string): Promise<string> {
  const work = await mkdtemp(join(tree, '.root-')).catch((cause) => {
    throw new BootError('E_OUTPUT', {
      what: `cannot write to the boot tree ${tree}: ${cause.code}`,
      hint: '--tree=DIR names another',
      cause,
    })
  })
  // Without root's rights, users of a user namespace make the new root and read it.
  await chmod(work, 0o755)
  return work
}

async function makeImage(
  options: BuildOptions,
  place: BuildPlace,
  tools: RootTools,
  { work, log }: { work: string; log: string },
): Promise<void> {
  const files = await writeWorkFiles(options, work)
  const root = join(work, 'image', IMAGE_FILES.root)
  const file = await open(log, 'wx', 0o600).catch((cause) => {
    throw new BootError('E_OUTPUT', { what: `cannot write the log ${log}: ${cause.code}`, cause })
  })
  const stream = file.createWriteStream()
  try {
    await runBuild(
      [tools.mmdebstrap, mmdebstrapArguments(options, files)],
      [tools.mksquashfs, mksquashfsArguments(root)],
      { ...place, epoch: options.epoch, log: stream },
    )
  } finally {
    stream.end()
    await finished(stream).catch(() => {})
  }
  await takeBoot(files.boot, join(work, 'image'))
}

async function writeWorkFiles(options: BuildOptions, work: string): Promise<WorkFiles> {
  const at = (name: string) => join(work, name)
  await mkdir(at(`image/live`), { recursive: true })
  for (const folder of ['files', 'boot']) await mkdir(at(folder))
  for (const file of [...initrdFiles(options), ...systemFiles(options)]) {
    await writeFile(join(at('files'), nameOf(file)), file.text)
  }
  const copied = async (given: string | null, name: string) => {
    if (given === null) return null
    await copyFile(given, at(name)).catch((cause) => {
      throw new BootError('E_OUTPUT', { what: `cannot read ${given}: ${cause.code}`, cause })
    })
    await chmod(at(name), 0o644)
    return at(name)
  }
  return {
    files: at('files'),
    boot: at('boot'),
    sshKey: await copied(options.sshKey, 'ssh-key'),
    hook: await copied(options.hook, 'hook'),
  }
}

/** The kernel and its initrd, readable by the server's user. */
async function takeBoot(boot: string, image: string): Promise<void> {
  const release = await releaseIn(boot)
  for (const [from, to] of [
    [`vmlinuz-${release}`, IMAGE_FILES.kernel],
    [`initrd.img-${release}`, IMAGE_FILES.initrd],
  ] as const) {
    await rename(join(boot, 'boot', from), join(image, to))
    await chmod(join(image, to), 0o644)
  }
}

async function describe(options: BuildOptions, work: string) {
  const { suite, format, packages } = options
  const about = { suite, format, packages, kernelRelease: await releaseIn(join(work, 'boot')) }
  await writeFile(join(work, 'image', IMAGE_FILES.about), `${JSON.stringify(about, null, 2)}\n`)
  return about
}

/** The newest kernel's release, from `config-RELEASE`, which stays when the kernel itself is moved away. */
async function releaseIn(boot: string): Promise<string> {
  const releases = (await readdir(join(boot, 'boot')))
    .filter((name) => name.startsWith('config-'))
    .map((name) => name.slice('config-'.length))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const release = releases.at(-1)
  if (release !== undefined) return release
  throw new BootError('E_OUTPUT', { what: 'the new root file system has no kernel in its /boot' })
}

async function explained(cause: unknown, log: string, { signal }: BuildPlace): Promise<unknown> {
  const isKept = await access(log).then(
    () => true,
    () => false,
  )
  if (signal.aborted || !isKept) {
    await rm(log, { force: true })
    return signal.aborted ? signal.reason : cause
  }
  if (cause instanceof BootError) {
    return new BootError(cause.code, {
      what: cause.message,
      hint: [...(cause.hint === null ? [] : [cause.hint]), `the whole output is in ${log}`].join('; '),
      cause,
    })
  }
  if (cause instanceof Error && 'code' in cause) {
    return new BootError('E_OUTPUT', { what: `cannot build the root: ${cause.message}`, cause })
  }
  return cause
}
