/**
 * Reads from a GRUB image for EFI its prefix and the script it starts with. Images for BIOS are compressed. Source: GRUB include/grub/kernel.h, struct grub_module_info and grub_module_header.
 */

/** What an image says about itself. */
export interface ImageFacts {
  prefix: string | null
  /** The script it runs before anything else; null: `normal`, with its search. */
  config: string | null
  /** It has Red Hat's `$fw_path`: the boot file's directory is searched before the prefix. */
  ownDirectoryFirst: boolean
}

const MAGIC = 'mimg'
const CONFIG = 2
const PREFIX = 3
const MODULE = 0
const LAST_TYPE = 16

/** null: it is not such an image. */
export function readImage(image: Buffer): ImageFacts | null {
  for (let at = image.indexOf(MAGIC, 0, 'latin1'); at >= 0; at = image.indexOf(MAGIC, at + 4, 'latin1')) {
    const facts = readHeader(image, at, 'long') ?? readHeader(image, at, 'short')
    if (facts !== null) return { ...facts, ownDirectoryFirst: image.includes('fw_path\0', 0, 'latin1') }
  }
  return null
}

/** Whether the image's own script reads grub.cfg without looking for names of this machine. */
export function skipsSearch({ config }: ImageFacts): boolean {
  return config !== null && /^\s*normal\s+\(memdisk\)/m.test(config)
}

/** `long`: the offsets have 64 bits and follow 4 bytes of padding. */
function readHeader(
  image: Buffer,
  at: number,
  width: 'long' | 'short',
): Omit<ImageFacts, 'ownDirectoryFirst'> | null {
  const head = width === 'long' ? 24 : 12
  if (at + head > image.length) return null
  const offset = width === 'long' ? Number(image.readBigUInt64LE(at + 8)) : image.readUInt32LE(at + 4)
  const size = width === 'long' ? Number(image.readBigUInt64LE(at + 16)) : image.readUInt32LE(at + 8)
  if (offset < 12 || offset > 4096 || size < offset || at + size > image.length) return null
  const facts = { prefix: null as string | null, config: null as string | null }
  let modules = 0
  let record = at + offset
  while (record + 8 <= at + size) {
    const type = image.readUInt32LE(record)
    const length = image.readUInt32LE(record + 4)
    if (length < 8 || type > LAST_TYPE) return null
    const text = image
      .toString('latin1', record + 8, Math.min(record + length, at + size))
      .replace(/\0.*$/s, '')
    if (type === MODULE) modules++
    if (type === PREFIX) facts.prefix = text
    if (type === CONFIG) facts.config = text
    record += length
  }
  return modules > 0 || facts.prefix !== null ? facts : null
}
