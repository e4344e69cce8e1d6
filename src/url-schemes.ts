/** The URL schemes of boot files. A new one is a row here, and a transport in tftp-fetch if none of these fits. */

import type { ProgramName } from './program-names.ts'

/** How URLs of one scheme are fetched, and who understands them. */
export interface Scheme {
  /** What fetches it; null: nothing does, but files of such URLs can be in a boot tree. */
  transport: 'tftp' | 'http' | null
  /** What goes to the server. `bytes`: the decoded name; `url`: path and query as written. */
  names: 'bytes' | 'url'
  /** The boot programs that know it. GRUB has devices instead of URLs. */
  programs: readonly ProgramName[]
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  tftp: { transport: 'tftp', names: 'bytes', programs: ['pxelinux', 'ipxe'] },
  http: { transport: 'http', names: 'url', programs: ['pxelinux', 'ipxe'] },
  https: { transport: 'http', names: 'url', programs: ['pxelinux', 'ipxe'] },
  ftp: { transport: null, names: 'url', programs: ['pxelinux'] },
  // A file of the tree: a boot server must not name files of the host.
  file: { transport: null, names: 'bytes', programs: [] },
}

/** The scheme of that name (lower case); null if boot files cannot have it. */
export function schemeOf(name: string): Scheme | null {
  return Object.hasOwn(SCHEMES, name) ? (SCHEMES[name] ?? null) : null
}

/** Names of the schemes that can be fetched, in the table's order. */
export function fetchedSchemes(): string[] {
  return Object.keys(SCHEMES).filter((name) => SCHEMES[name]?.transport !== null)
}
