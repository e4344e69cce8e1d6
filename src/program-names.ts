/** The boot programs that can be played, and what a boot file is known by: its name, or what is in it. */

interface Signs {
  /** Names of the files that packages and distributions install, without folder and query. */
  name: RegExp
  /** Words that the program itself carries in clear. */
  content: RegExp
}

/** In the order in which they are tried: words of PXELINUX tell more than those of GRUB. */
const SIGNS = {
  pxelinux: {
    name: /^[lg]?pxelinux(?:$|-|.*\.(?:0|efi)$)|^syslinux.*\.(?:efi|0)$/i,
    content: /PXELINUX |lpxelinux\.0|SYSLINUX /,
  },
  ipxe: {
    name: /^(?:undionly|ipxe|snponly|snp|gpxe|netboot\.xyz)(?:[-.\w]*)\.(?:k*pxe|efi|lkrn|krn|0)$/i,
    content: /iPXE initialising|iPXE 1\.|ipxe\.org/,
  },
  grub: {
    name: /^(?:grub|shim|core\.0$|pxegrub|boot(?:net)?(?:x64|aa64|ia32)\.efi$)/i,
    content: /UEFI SHIM|GRUB version|Welcome to GRUB|\/grub\.cfg|grub_/,
  },
} as const satisfies Record<string, Signs>

export type ProgramName = keyof typeof SIGNS

/** Sorted. */
export const PROGRAM_NAMES = (Object.keys(SIGNS) as ProgramName[]).sort()

/** null: the name says nothing. `file`: a name or URL. */
export function programOfName(file: string): ProgramName | null {
  const name = (file.split(/[?#]/, 1)[0] ?? '').replace(/^.*[/\\]/s, '')
  return programWhere((signs) => signs.name.test(name))
}

/** null: there is nothing that it can be known by. `text`: the beginning of the file, byte text. */
export function programOfContent(text: string): ProgramName | null {
  if (isIpxeScript(text)) return 'ipxe'
  return programWhere((signs) => signs.content.test(text))
}

function programWhere(has: (signs: Signs) => boolean): ProgramName | null {
  return (Object.keys(SIGNS) as ProgramName[]).find((name) => has(SIGNS[name])) ?? null
}

/** Its words may name any other program. */
function isIpxeScript(text: string): boolean {
  return /^#!(?:ipxe|gpxe)[ \t\n\v\f\r]/.test(text)
}
