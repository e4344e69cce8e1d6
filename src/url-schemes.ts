/** The URL schemes of boot files. A new one is a row here, and a transport in tftp-fetch where it is not one of these. */

import type { ProgramName } from './program-names.ts'

export interface Scheme {
  /** What fetches it; null: nothing does, but a boot tree has such files as well. */
  transport: 'tftp' | 'http' | null
  /** `bytes`: the decoded name goes to the server; `url`: path and query do, as they stand. */
  names: 'bytes' | 'url'
  /** The boot programs that know it; a GRUB has devices in place of URLs. */
  programs: readonly ProgramName[]
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  tftp: { transport: 'tftp', names: 'bytes', programs: ['pxelinux', 'ipxe'] },
  http: { transport: 'http', names: 'url', programs: ['pxelinux', 'ipxe'] },
  https: { transport: 'http', names: 'url', programs: ['pxelinux', 'ipxe'] },
  ftp: { transport: null, names: 'url', programs: ['pxelinux'] },
  // A file of the tree: a boot server has no say over the host's files.
  file: { transport: null, names: 'bytes', programs: [] },
}

/** By name, lower case; null: no boot file has it. */
export function schemeOf(name: string): Scheme | null {
  return Object.hasOwn(SCHEMES, name) ? (SCHEMES[name] ?? null) : null
}

/** Names of the schemes that can be fetched, in the order of the table. */
export function fetchedSchemes(): string[] {
  return Object.keys(SCHEMES).filter((name) => SCHEMES[name]?.transport !== null)
}
