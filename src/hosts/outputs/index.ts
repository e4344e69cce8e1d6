/** Outputs: the files that are written from the store, and how their servers are reloaded. */

export { type Applied, type ApplySettings, applyStore } from './apply.ts'
export { bootEnded } from './boot-ended.ts'
export type { Sources } from './boot-server.ts'
export { checkStore, type HostFinding } from './check.ts'
export { ARCHITECTURES_OF } from './client-kinds.ts'
export { dhcpValues, optionBytes } from './dhcp-values.ts'
export { diffOf } from './diff.ts'
export { wantedFiles } from './files.ts'
export type { Change, Plan } from './plan.ts'
export { prospectOf } from './prospect.ts'
export { type Outputs, readOutputs } from './settings.ts'
export type { WrittenFile } from './written-file.ts'
