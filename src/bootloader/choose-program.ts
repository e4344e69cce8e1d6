/** Which program the boot file is: the one that a machine's firmware would be running by now. */

import { BootError } from '../boot-error.ts'
import type { Lease } from '../lease.ts'
import { type ProgramName, programOfContent, programOfName } from '../program-names.ts'

/** `because`: why it is this one, for people. */
export interface ChosenProgram {
  name: ProgramName
  because: string
}

/**
 * `wanted`: what the caller says. `head`: gives the first bytes of the boot file, null where it is not there; it is asked
 * only where the name says nothing. Throws what `head` throws.
 */
export async function chooseProgram(
  wanted: ProgramName | null,
  { bootFile, programFile }: Pick<Lease, 'bootFile' | 'programFile'>,
  head: () => Promise<Uint8Array | null>,
): Promise<ChosenProgram> {
  if (wanted !== null) return { name: wanted, because: `--program=${wanted}` }
  if (programFile !== undefined) {
    if (programOfName(bootFile) === 'ipxe') throw loops(programFile, bootFile)
    return { name: 'ipxe', because: `the boot file is named ${programFile}` }
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
  if (found !== null) return { name: found, because: `the boot file ${last} carries its name` }
  return { name: 'pxelinux', because: `the boot file ${last} is not a program that is known` }
}

function loops(first: string, second: string): BootError {
  return new BootError('E_UNSUPPORTED', {
    what: `DHCP names ${first}, and ${second} to iPXE as well: it would load itself for ever, or has a script built in`,
    hint: 'let the DHCP server name a script to iPXE (dnsmasq: dhcp-match=set:ipxe,175 and dhcp-boot=tag:ipxe,...)',
  })
}
