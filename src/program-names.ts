/** The boot programs that can be played, and how their boot files are recognized: by name, or by content. */

interface Signs {
  /** File names that packages and distributions use, without folder and query. */
  name: RegExp
  /** Text that the program itself contains uncompressed. */
  content: RegExp
}

/** In the order in which they are tried: PXELINUX's words are more distinctive than GRUB's. */
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

/** Names of all boot programs, sorted. */
export const PROGRAM_NAMES = (Object.keys(SIGNS) as ProgramName[]).sort()

/** The boot program that the file's name or URL tells; null if it tells none. */
export function programOfName(file: string): ProgramName | null {
  const name = (file.split(/[?#]/, 1)[0] ?? '').replace(/^.*[/\\]/s, '')
  return programWhere((signs) => signs.name.test(name))
}

/** The boot program that the file's beginning (byte text) tells; null if it tells none. */
export function programOfContent(text: string): ProgramName | null {
  if (isIpxeScript(text)) return 'ipxe'
  return programWhere((signs) => signs.content.test(text))
}

function programWhere(has: (signs: Signs) => boolean): ProgramName | null {
  return (Object.keys(SIGNS) as ProgramName[]).find((name) => has(SIGNS[name])) ?? null
}

/** Asked first, because a script may contain the name of any other program. */
function isIpxeScript(text: string): boolean {
  return /^#!(?:ipxe|gpxe)[ \t\n\v\f\r]/.test(text)
}
