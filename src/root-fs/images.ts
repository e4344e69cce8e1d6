/**
 * Roots in a boot tree: `NAME/DATE/` holds an image with its kernel and initrd, and the link `NAME/current` leads to
 * the one that is booted. Older ones stay for the guests that run from them, until they are removed.
 */

import { lstat, mkdir, readdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { BootError } from '../boot-error.ts'

/** Paths within an image. live-boot looks for the root of an NFS server under this name. */
export const IMAGE_FILES = {
  kernel: 'vmlinuz',
  initrd: 'initrd.img',
  root: 'live/filesystem.squashfs',
  about: 'image.json',
} as const

/** The name of the link to the current image. */
export const CURRENT = 'current'

/** The content of `image.json`. */
export interface About {
  suite: string
  format: string
  packages: readonly string[]
  kernelRelease: string
}

/** An image in the tree. */
export interface Image extends About {
  /** When it was built, as in `20261126-154500` (UTC). */
  date: string
  /** The size of the root's file. */
  bytes: number
  isCurrent: boolean
}

/** A root with its images. */
export interface Root {
  name: string
  /** Oldest first. */
  images: Image[]
  /** When the link to the current image was made; null: there is none. */
  currentSince: Date | null
}

const DATE = /^\d{8}-\d{6}$/

/** The name of an image that is built at `time`. */
export function dateOf(time: Date): string {
  return time.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
}

/** Every root below `tree`, by name. Throws E_OUTPUT if the tree cannot be read. */
export async function listRoots(tree: string): Promise<Root[]> {
  const entries = await readdir(tree, { withFileTypes: true }).catch((cause) => {
    throw new BootError('E_OUTPUT', { what: `cannot read the boot tree ${tree}: ${cause.code}`, cause })
  })
  const roots = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => ({
        name,
        images: await imagesOf(join(tree, name)),
        currentSince: await lstat(join(tree, name, CURRENT)).then(
          ({ mtime }) => mtime,
          () => null,
        ),
      })),
  )
  return roots.filter(({ images }) => images.length > 0).sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function imagesOf(folder: string): Promise<Image[]> {
  const current = await readlink(join(folder, CURRENT)).catch(() => null)
  const dates = (await readdir(folder)).filter((name) => DATE.test(name)).sort()
  const images = await Promise.all(
    dates.map(async (date) => {
      const about = await readAbout(join(folder, date))
      const bytes = await stat(join(folder, date, IMAGE_FILES.root)).then(
        ({ size }) => size,
        () => 0,
      )
      return about === null ? null : { date, ...about, bytes, isCurrent: date === current }
    }),
  )
  return images.filter((image) => image !== null)
}

/** null: it is not an image of ours. */
async function readAbout(image: string): Promise<About | null> {
  const text = await readFile(join(image, IMAGE_FILES.about), 'utf8').catch(() => null)
  if (text === null) return null
  const { suite, format, packages, kernelRelease } = JSON.parse(text) as About
  return { suite, format, packages, kernelRelease }
}

/** Throws E_OUTPUT if the folder of root `name` holds something else. */
export async function checkFolder(tree: string, name: string): Promise<void> {
  const entries = await readdir(join(tree, name)).catch((cause) => {
    if (cause.code === 'ENOENT') return []
    throw new BootError('E_OUTPUT', { what: `cannot read ${join(tree, name)}: ${cause.code}`, cause })
  })
  const foreign = entries.find((entry) => entry !== CURRENT && !DATE.test(entry))
  if (foreign === undefined) return
  throw new BootError('E_OUTPUT', {
    what: `${join(tree, name)} is not a folder of roots: it has ${foreign}`,
    hint: 'choose another name',
  })
}

/** Moves the finished `work` folder to its place and makes it the current image. Resolves with its path. */
export async function installImage(tree: string, name: string, date: string, work: string): Promise<string> {
  const image = join(tree, name, date)
  await mkdir(join(tree, name), { recursive: true })
  await rename(work, image)
  await makeCurrent(tree, name, date)
  return image
}

/** Makes the image of `date` the current one, atomically: a client gets files of the old image or of the new one. */
export async function makeCurrent(tree: string, name: string, date: string): Promise<void> {
  const link = join(tree, name, `.${CURRENT}-${process.pid}`)
  await rm(link, { force: true })
  await symlink(date, link)
  await rename(link, join(tree, name, CURRENT))
}

/** The root of that name. Throws E_OUTPUT if the tree has none. */
export async function findRoot(tree: string, name: string): Promise<Root> {
  const roots = await listRoots(tree)
  const root = roots.find((root) => root.name === name)
  if (root !== undefined) return root
  const names = roots.map(({ name }) => name).join(', ')
  throw new BootError('E_OUTPUT', {
    what: `the boot tree ${tree} has no root ${name}`,
    hint: names === '' ? 'tspxeboot root build makes one' : `it has ${names}`,
  })
}

/** The image of that date. Throws E_OUTPUT if the root has none. */
export function findImage({ name, images }: Root, date: string): Image {
  const image = images.find((image) => image.date === date)
  if (image !== undefined) return image
  throw new BootError('E_OUTPUT', {
    what: `root ${name} has no image ${date}`,
    hint: `it has ${images.map(({ date }) => date).join(', ')}`,
  })
}

/** Removes an image; the whole root if `date` is null. Throws E_OUTPUT. */
export async function removeImage(tree: string, name: string, date: string | null): Promise<void> {
  const path = join(tree, name, date ?? '')
  await rm(path, { recursive: true }).catch((cause) => {
    throw new BootError('E_OUTPUT', { what: `cannot remove ${path}: ${cause.code}`, cause })
  })
}
