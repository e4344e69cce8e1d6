/** The store of hosts, and the ini files that it is read from. */

export { addHosts, type NewHosts, networkOfNew, nextAddress } from './add-hosts.ts'
export { freeAddresses, freeMac, type Hypervisor, knownMacs, noFreeAddress } from './allocate.ts'
export { writeAtomically } from './atomic-file.ts'
export { forgetOnce, noteBoot, orderOnce, withStates } from './boot-once.ts'
export { parseSetting, removeHosts, renameHost, type Setting, setHosts } from './change-hosts.ts'
export { type Domain, domainOf, makeNoDisk } from './domain.ts'
export { libvirtDomain } from './domain-libvirt.ts'
export { xlConfiguration } from './domain-xl.ts'
export { addSections, removeSections, renameSection, setKey, setKeys } from './edit-ini.ts'
export { editStore, type StoreEdit } from './edit-store.ts'
export { withLock } from './file-lock.ts'
export { findHost } from './find-host.ts'
export { expandNames } from './host-names.ts'
export { type HostValues, hostOrigins, hostValues, type Origin } from './host-values.ts'
export { hypervisorMacs } from './hypervisor-macs.ts'
export { type IniFile, iniBytes, parseIni } from './ini-file.ts'
export type { IniKey, IniSection, Section, SectionValue } from './ini-section.ts'
export { sectionsOf } from './ini-sections.ts'
export { magicPacket, WAKE_PORT } from './magic-packet.ts'
export { nameForAddress } from './name-for-address.ts'
export { isIn, parseRanges, type Range } from './ranges.ts'
export {
  changeHostState,
  forgetHosts,
  type HostState,
  moveHostState,
  readHostState,
  stateFolder,
} from './state.ts'
export {
  bootProfile,
  type Effective,
  effective,
  effectiveText,
  type Host,
  type HostStore,
  type Network,
  textOf,
} from './store.ts'
export { readStore, readStoreIni } from './store-file.ts'
export { type BrokenRule, lineOf, storeOf } from './store-rules.ts'
