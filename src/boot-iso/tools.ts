/** The host's programs and files that building an ISO needs, and the Debian package of each. */

import { BootError } from '../boot-error.ts'
import { findProgram, firstAccessible } from '../find-program.ts'
import type { Firmware } from './firmware.ts'

interface Requirement {
  package: string
  for: readonly Firmware[]
  /** A program in PATH, or a file in one of these places: Debian's first, then Fedora's, Arch's, SUSE's. */
  places: { program: string } | { files: readonly string[] }
}

const BOTH = ['bios', 'efi'] as const

const REQUIREMENTS = {
  xorriso: { package: 'xorriso', for: BOTH, places: { program: 'xorriso' } },
  isolinux: {
    package: 'isolinux',
    for: ['bios'],
    places: {
      files: [
        '/usr/lib/ISOLINUX/isolinux.bin',
        '/usr/share/syslinux/isolinux.bin',
        '/usr/lib/syslinux/bios/isolinux.bin',
      ],
    },
  },
  ldlinux: {
    package: 'syslinux-common',
    for: ['bios'],
    places: {
      files: [
        '/usr/lib/syslinux/modules/bios/ldlinux.c32',
        '/usr/share/syslinux/ldlinux.c32',
        '/usr/lib/syslinux/bios/ldlinux.c32',
      ],
    },
  },
  grubMkimage: { package: 'grub-common', for: ['efi'], places: { program: 'grub-mkimage' } },
  grubModules: {
    package: 'grub-efi-amd64-bin',
    for: ['efi'],
    places: {
      files: ['/usr/lib/grub/x86_64-efi/chain.mod', '/usr/share/grub2/x86_64-efi/chain.mod'],
    },
  },
  efiStub: {
    package: 'systemd-boot-efi',
    for: ['efi'],
    places: { files: ['/usr/lib/systemd/boot/efi/linuxx64.efi.stub'] },
  },
  mformat: { package: 'mtools', for: ['efi'], places: { program: 'mformat' } },
} as const satisfies Record<string, Requirement>

/** The path of each tool; '' for those that the given firmware does not need. */
export type IsoTools = Record<keyof typeof REQUIREMENTS, string>

/** Finds what an ISO for `firmwares` needs. Throws E_UNSUPPORTED naming everything that is missing, with its package. */
export async function findIsoTools(
  firmwares: readonly Firmware[],
  path: string = process.env.PATH ?? '',
): Promise<IsoTools> {
  const missing: Requirement[] = []
  const entries = await Promise.all(
    Object.entries(REQUIREMENTS).map(async ([name, requirement]: [string, Requirement]) => {
      if (!requirement.for.some((firmware) => firmwares.includes(firmware))) return [name, '']
      const found = await find(requirement, path)
      if (found === null) missing.push(requirement)
      return [name, found ?? '']
    }),
  )
  if (missing.length > 0) throw missingTools(missing)
  return Object.fromEntries(entries)
}

function find({ places }: Requirement, path: string): Promise<string | null> {
  return 'files' in places ? firstAccessible(places.files) : findProgram(places.program, path)
}

function missingTools(missing: Requirement[]): BootError {
  const names = missing.map(({ places, package: from }) => {
    const name = 'files' in places ? places.files[0] : places.program
    return `${name} (package ${from})`
  })
  const packages = [...new Set(missing.map((requirement) => requirement.package))].sort()
  return new BootError('E_UNSUPPORTED', {
    what: `building a boot ISO needs ${names.join(', ')}`,
    hint: `apt install ${packages.join(' ')}`,
  })
}
