/**
 * The newc archive that GRUB and iPXE wrap around a file of an initrd. Sources: GRUB loader/linux.c (make_header), iPXE
 * src/core/cpio.c; Linux Documentation/driver-api/early-userspace/buffer-format.rst.
 */

import type { CpioMember } from '../pxecfg-parser/index.ts'

const FOLDER = 0o040000
const FILE = 0o100000

/** The bytes before a file of `size` bytes: the folders that `made` does not have yet, and the file's header. */
export function cpioHeader(
  { name, mode, folders, style }: CpioMember,
  size: number,
  made: Set<string>,
): Buffer {
  const parents = [...name.matchAll(/\//g)]
    .map(({ index }) => name.slice(0, index))
    .filter((path) => path !== '')
  const wanted = folders < 0 ? parents : parents.slice(Math.max(0, parents.length - folders))
  const headers = wanted.flatMap((path) => {
    if (style === 'grub' && made.has(path)) return []
    made.add(path)
    return [header(path, FOLDER | (style === 'grub' ? 0o777 : 0o755), 0, style)]
  })
  return Buffer.concat([...headers, header(name, FILE | mode, size, style)])
}

/** What GRUB writes after its last member. iPXE never writes one. */
export function cpioTrailer(): Buffer {
  return header('TRAILER!!!', 0, 0, 'grub')
}

/** GRUB does not count the NUL at the end of a name, though zeros pad it. */
function header(name: string, mode: number, size: number, style: CpioMember['style']): Buffer {
  const length = style === 'grub' ? name.length : name.length + 1
  const fields = [0, mode, 0, 0, 1, 0, size, 0, 0, 0, 0, length, 0]
  const text = `070701${fields.map((field) => digits(field)).join('')}${name}`
  const end = style === 'grub' ? text.length : text.length + 1
  return Buffer.from(text.padEnd(Math.ceil(end / 4) * 4, '\0'), 'latin1')
}

function digits(field: number): string {
  return field.toString(16).padStart(8, '0')
}
