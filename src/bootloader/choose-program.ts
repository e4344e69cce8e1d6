/** Tells which program the boot file is, which a machine's firmware would run now. */

import { BootError } from '../boot-error.ts'
import type { Lease } from '../lease.ts'
import { type ProgramName, programOfContent, programOfName } from '../program-names.ts'

/** The program, and for people, why it is this one. */
export interface ChosenProgram {
  name: ProgramName
  because: string
}

/**
 * `wanted`: the caller's choice. `head` reads the beginning of the boot file, null if there is none; it is called only
 * if the name says nothing. Throws what `head` throws, except BootErrors.
 */
export async function chooseProgram(
  wanted: ProgramName | null,
  { bootFile, programFile }: Pick<Lease, 'bootFile' | 'programFile'>,
  head: () => Promise<Uint8Array | null>,
): Promise<ChosenProgram> {
  if (wanted !== null) return { name: wanted, because: `--program=${wanted}` }
  if (programFile !== undefined) {
    if (programOfName(bootFile) === 'ipxe' || bootFile === programFile) throw loops(programFile, bootFile)
    const isNamed = programOfName(programFile) === 'ipxe'
    return {
      name: 'ipxe',
      because: isNamed
        ? `the boot file is named ${programFile}`
        : `the boot file ${programFile} contains its name`,
    }
  }
  const last = bootFile.replace(/^.*[/\\]/s, '').replace(/[?#].*$/s, '')
  if (last === '') return { name: 'pxelinux', because: 'DHCP names no boot file' }
  const named = programOfName(last)
  if (named !== null) return { name: named, because: `the boot file is named ${last}` }
  const bytes = await head().catch((error: unknown) => {
    if (error instanceof BootError) return null
    throw error
  })
  const found = programOfContent(Buffer.from(bytes ?? []).toString('latin1'))
  if (found !== null) return { name: found, because: `the boot file ${last} contains its name` }
  return { name: 'pxelinux', because: `the boot file ${last} is not a known program` }
}

function loops(first: string, second: string): BootError {
  return new BootError('E_UNSUPPORTED', {
    what: `DHCP names ${first}, and ${second} to iPXE as well: it would load itself for ever, or has a script built in`,
    hint: 'let the DHCP server name a script to iPXE (dnsmasq: dhcp-match=set:ipxe,175 and dhcp-boot=tag:ipxe,...)',
  })
}
