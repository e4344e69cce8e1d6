/**
 * Reads the hosts of pxe_manager's database: SQLite with `hosts (hostname, ip, macaddress, root)`, in its first version
 * without `root`. Node reads it if it has SQLite (22.13 and newer), else python3 does.
 */

import { pathToFileURL } from 'node:url'
import { BootError } from '../../boot-error.ts'
import { runProgramSync } from '../../start-program.ts'
import { type Foreign, notCarriedOver, nothing, valuesOf } from './imported.ts'

/** The first bytes of every SQLite 3 database. */
export const SQLITE_MAGIC = 'SQLite format 3\0'

/** Cells of a row by column names; `rowid` counts from 1. */
type DatabaseRow = Record<string, string | number | null>

const QUERY = 'SELECT rowid, * FROM hosts ORDER BY rowid'
const MOST_BYTES = 1 << 28
const LIMIT_MS = 30_000

/** Throws E_HOSTS_INVALID if there is no such table, E_UNSUPPORTED without Node's SQLite and python3. */
export function readPxeDb(file: string): Foreign {
  const found = nothing()
  const profiles = new Map<string, string>()
  for (const row of rowsByNode(file) ?? rowsByPython(file)) {
    const text = (column: string) => (row[column] === null ? null : String(row[column] ?? '').trim() || null)
    const root = text('root')?.replace(/^\/+|\/+$/g, '') || null
    const place = { file, line: Number(row.rowid) }
    if (root !== null && !profiles.has(root)) {
      const profile = profileName(root, new Set(profiles.values()))
      profiles.set(root, profile)
      found.profiles.push({ name: profile, values: valuesOf(bootOf(root)), ...place })
      const message = `the root ${root} becomes the profile ${profile}; the database does not say its NFS server: set root = nfs:SERVER:PATH`
      found.findings.push(notCarriedOver(place, message))
    }
    const values = valuesOf({ profile: root === null ? null : profiles.get(root) })
    found.hosts.push({ name: text('hostname'), mac: text('macaddress'), ip: text('ip'), values, ...place })
  }
  return found
}

/** The values that pxe_manager wrote into the boot configuration of a host with that root. */
function bootOf(root: string): Record<string, string> {
  return {
    kernel: `${root}/vmlinuz`,
    initrd: `${root}/initrd.img`,
    append: 'quiet splash raid=noautodetect rw',
  }
}

/** A name that the store accepts and no other root has. */
function profileName(root: string, taken: ReadonlySet<string>): string {
  const word = root.replace(/[^\w.]+/g, '-').replace(/^[^A-Za-z0-9]+|-+$/g, '')
  const name = word === '' || word === 'local' || word === 'profile' ? `root-${word}` : word
  let number = 1
  while (taken.has(number === 1 ? name : `${name}-${number}`)) number += 1
  return number === 1 ? name : `${name}-${number}`
}

/** The part of node:sqlite that is used here. */
interface NodeSqlite {
  DatabaseSync: new (
    path: string,
    options: { readOnly: boolean },
  ) => { prepare(query: string): { all(): DatabaseRow[] }; close(): void }
}

/** null: this Node has no SQLite. */
function rowsByNode(file: string): DatabaseRow[] | null {
  const sqlite = process.getBuiltinModule?.('node:sqlite') as NodeSqlite | undefined
  if (sqlite === undefined) return null
  try {
    const database = new sqlite.DatabaseSync(file, { readOnly: true })
    try {
      return database.prepare(QUERY).all()
    } finally {
      database.close()
    }
  } catch (cause) {
    throw notReadable(file, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

const SCRIPT = `
import json, sqlite3, sys
database = sqlite3.connect(sys.argv[1], uri=True)
database.row_factory = sqlite3.Row
database.text_factory = lambda text: text.decode("utf-8", "replace")
try:
    print(json.dumps([{name: row[name] for name in row.keys()} for row in database.execute(sys.argv[2])], default=repr))
except sqlite3.Error as error:
    sys.exit(str(error))
`

function rowsByPython(file: string): DatabaseRow[] {
  const url = `${pathToFileURL(file).href}?mode=ro`
  try {
    const rows = runProgramSync('python3', ['-I', '-c', SCRIPT, url, QUERY], {
      encoding: 'utf8',
      maxBuffer: MOST_BYTES,
      timeout: LIMIT_MS,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return JSON.parse(rows) as DatabaseRow[]
  } catch (cause) {
    const { code, stderr } = cause as NodeJS.ErrnoException & { stderr?: string }
    if (code === 'ENOENT')
      throw new BootError('E_UNSUPPORTED', {
        what: `${file} is an SQLite database, and this Node cannot read one`,
        hint: 'install the package python3, or run tspxeboot on Node 22.13 or newer',
        cause,
      })
    throw notReadable(file, stderr?.trim().split('\n').at(-1) || String(code ?? cause), cause)
  }
}

function notReadable(file: string, why: string, cause: unknown): BootError {
  return new BootError('E_HOSTS_INVALID', {
    what: `${file}: not a database of pxe_manager: ${why}`,
    hint: 'it has a table hosts with the columns hostname, ip, macaddress and root',
    cause,
  })
}
