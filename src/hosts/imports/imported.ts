/** What a file of another program says about hosts, in the store's terms. */

import { BootError } from '../../boot-error.ts'

/** A place in a file. */
export interface Place {
  file: string
  /** From 1; in a database the number of the row. */
  line: number
}

/** A host as a file has it: unchecked texts. */
export interface ForeignHost extends Place {
  /** null: the file has no name for it. */
  name: string | null
  mac: string | null
  ip: string | null
  /** Other keys of [host "NAME"]. */
  values: ReadonlyMap<string, string>
}

/** A network or a profile as a file has it: a section of the store. */
export interface ForeignSection extends Place {
  name: string
  values: ReadonlyMap<string, string>
}

/** `error`: the host is left out. */
export interface Finding extends Place {
  severity: 'error' | 'warning'
  code: FindingCode
  /** null: it is not about a single host. */
  host: string | null
  message: string
}

/** What a finding is about, for programs. */
export type FindingCode =
  | 'no-name'
  | 'bad-name'
  | 'no-mac'
  | 'bad-mac'
  | 'upper-case-mac'
  | 'bad-address'
  | 'duplicate-name'
  | 'duplicate-mac'
  | 'duplicate-address'
  | 'collapsed-name'
  | 'not-carried-over'
  | 'dynamic-address'
  | 'collision'
  | 'broken-rule'

/** Everything that a file says. */
export interface Foreign {
  hosts: ForeignHost[]
  networks: ForeignSection[]
  profiles: ForeignSection[]
  findings: Finding[]
  /** Its addresses are leases, and may be in a dynamic range. */
  areLeases: boolean
}

/** Reads files that a file includes. */
export interface Includes {
  /** With the path to name it by; null: there is no such file, or it cannot be read. */
  read(path: string): { path: string; text: string } | null
  /** Names of the files in a folder, sorted; null: there is no such folder. */
  list(folder: string): string[] | null
}

/** What an empty file says. */
export function nothing(): Foreign {
  return { hosts: [], networks: [], profiles: [], findings: [], areLeases: false }
}

/** The values of a section, without missing ones. */
export function valuesOf(rows: Record<string, string | number | null | undefined>): Map<string, string> {
  const given = Object.entries(rows).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  )
  return new Map(given.map(([key, value]) => [key, String(value)]))
}

/** Passes an included file to `use`. If it cannot be read or includes itself, there is a finding and no result. */
export function follow<T>(
  includes: Includes,
  path: string,
  from: { place: Place; open: readonly string[]; findings: Finding[] },
  use: (path: string, text: string, open: readonly string[]) => T[],
): T[] {
  const found = includes.read(path)
  if (found !== null && !from.open.includes(found.path))
    return use(found.path, found.text, [...from.open, found.path])
  const why = found === null ? 'cannot be read' : 'includes itself'
  from.findings.push(notCarriedOver(from.place, `the included file ${path} ${why}`))
  return []
}

/** The finding for something that the store cannot hold. */
export function notCarriedOver({ file, line }: Place, message: string, host: string | null = null): Finding {
  return { severity: 'warning', code: 'not-carried-over', host, file, line, message }
}

/** The error for a file that is broken from some line on. */
export function unreadable({ file, line }: Place, what: string): BootError {
  return new BootError('E_HOSTS_INVALID', { what: `${file}:${line}: ${what}` })
}
