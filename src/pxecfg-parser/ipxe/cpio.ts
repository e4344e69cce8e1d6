/**
 * The cpio member that an image with arguments becomes in front of Linux. Source: ipxe src/core/cpio.c,
 * src/arch/x86/image/bzimage.c (bzimage_load_initrd); Linux Documentation/driver-api/early-userspace/buffer-format.rst.
 */

/** `name` as it was written; `mode`: permission bits; `folders`: how many levels above it are made (-1: all). */
export interface CpioMember {
  name: string
  mode: number
  folders: number
}

/** Arguments of an image: a name, and words among which `mode=` (octal) and `mkdir=` count. null: it is no member. */
export function cpioMember(args: string | null): CpioMember | null {
  if (args === null || args === '') return null
  const [name = '', ...rest] = args.split(' ')
  const value = (key: string) => rest.find((word) => word.startsWith(key))?.slice(key.length)
  const mode = Number.parseInt(value('mode=') ?? '', 8)
  const folders = Number.parseInt(value('mkdir=') ?? '', 10)
  return {
    name,
    mode: Number.isNaN(mode) ? 0o644 : mode & 0o7777,
    folders: Number.isNaN(folders) ? 0 : folders,
  }
}

/** What stands in front of `size` bytes of data: entries of folders, and the file's own. Byte text. */
export function cpioHeader({ name, mode, folders }: CpioMember, size: number): string {
  const parents = [...name.matchAll(/\//g)]
    .map(({ index }) => name.slice(0, index))
    .filter((parent) => parent !== '')
  const made = folders < 0 ? parents : folders === 0 ? [] : parents.slice(-folders)
  const directories = made.map((parent) => entry(parent, 0o040755, 0))
  return directories.join('') + entry(name, 0o100000 | mode, size)
}

function entry(name: string, mode: number, size: number): string {
  const fields = [0, mode, 0, 0, 1, 0, size, 0, 0, 0, 0, name.length + 1, 0]
  const header = `070701${fields.map((field) => field.toString(16).toUpperCase().padStart(8, '0')).join('')}${name}\0`
  return header.padEnd(Math.ceil(header.length / 4) * 4, '\0')
}
