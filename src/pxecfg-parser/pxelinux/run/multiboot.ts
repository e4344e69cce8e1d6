/** The command line of mboot.c32: `[-options] FILE ARGS --- FILE ARGS --- ...`. Source: syslinux com32/mboot/mboot.c. */

import { words } from '../parse/index.ts'

/** A file that mboot.c32 loads; its command line is the file name and then `args`. */
export interface MultibootFile {
  path: string
  args: string
}

const OPTIONS = new Set(['-solaris', '-aout', '-no-solaris', '-no-aout'])

/**
 * The first file, and the modules. White space is squeezed; only the word `---` on its own separates files. Where a
 * file name is due, `---` is one; at the end it is ignored.
 */
export function readMultiboot(text: string): {
  hypervisor: MultibootFile | undefined
  modules: MultibootFile[]
} {
  const all = words(text)
  const from = all.findIndex((word) => !OPTIONS.has(word))
  const files: MultibootFile[] = []
  let open = false
  for (const word of from < 0 ? [] : all.slice(from)) {
    const file = files.at(-1)
    if (!open || file === undefined) {
      files.push({ path: word, args: '' })
      open = word !== '---'
    } else if (word === '---') open = false
    else file.args += file.args === '' ? word : ` ${word}`
  }
  const [hypervisor, ...modules] = files
  return { hypervisor, modules }
}
