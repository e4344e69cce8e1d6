/** VirtualBox machines that boot from the network: made, booted from an ISO, listed and reset by VBoxManage. */

export { type PxeAnswer, type PxeGuest, runVboxBoot } from './boot.ts'
export { runVboxConsole } from './console.ts'
export { type CreateOptions, type RemoteDisplay, runVboxCreate } from './create.ts'
export { type ListedMachine, runVboxList } from './list.ts'
export { takenAddresses } from './mac-address.ts'
export { findOwner } from './owner.ts'
export { runVboxReset } from './reset.ts'
export { type RunAs, runAs } from './run-as.ts'
export { openVBoxManage, type VBoxManage } from './vboxmanage.ts'
