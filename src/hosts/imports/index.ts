/** Reads hosts from the files of other programs. */

export { checkHosts, type ImportedHost } from './check-hosts.ts'
export { findHeard, type Heard } from './find-heard.ts'
export { findLeases } from './find-leases.ts'
export { type Imported, importHosts } from './import-hosts.ts'
export type { Finding, FindingCode, Foreign, ForeignHost, ForeignSection, Includes } from './imported.ts'
export { type HeldLease, readLeaseFile } from './lease-files.ts'
export { type ImportPlan, planImport } from './plan-import.ts'
export { readForeign } from './read-foreign.ts'
