/** Which boot program a file is: by its name, or by what is in it. */

export type ProgramName = 'pxelinux' | 'ipxe' | 'grub'

/** Names of the files that packages and distributions install, without folder and query, in any case. */
const NAMES: readonly [RegExp, ProgramName][] = [
  [/^[lg]?pxelinux(?:$|-|.*\.(?:0|efi)$)|^syslinux.*\.(?:efi|0)$/i, 'pxelinux'],
  [/^(?:undionly|ipxe|snponly|snp|gpxe|netboot\.xyz)(?:[-.\w]*)\.(?:k*pxe|efi|lkrn|krn|0)$/i, 'ipxe'],
  [/^(?:grub|shim|core\.0$|pxegrub|bootx64\.efi$|bootaa64\.efi$|bootia32\.efi$)/i, 'grub'],
]

/** Words that the programs themselves carry in clear, the most telling first. */
const CONTENTS: readonly [RegExp, ProgramName][] = [
  [/PXELINUX |lpxelinux\.0|SYSLINUX /, 'pxelinux'],
  [/iPXE initialising|iPXE 1\.|ipxe\.org/, 'ipxe'],
  [/GRUB version|Welcome to GRUB|\/grub\.cfg|grub_/, 'grub'],
]

/** null: the name says nothing. `file`: a name or URL. */
export function programOfName(file: string): ProgramName | null {
  const name = (file.split(/[?#]/, 1)[0] ?? '').replace(/^.*[/\\]/s, '')
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null
}

/** null: there is nothing that it can be known by. `text`: the beginning of the file, byte text. */
export function programOfContent(text: string): ProgramName | null {
  if (/^#!(?:ipxe|gpxe)[ \t\n\v\f\r]/.test(text)) return 'ipxe'
  return CONTENTS.find(([pattern]) => pattern.test(text))?.[1] ?? null
}
