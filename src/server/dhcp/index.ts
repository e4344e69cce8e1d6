/** The DHCP server of one interface: its data, and the service that answers from them. */

export { HTTP_ARCHITECTURE } from './boot-file.ts'
export { type LeaseBook, memoryBook, openLeaseBook } from './lease-book.ts'
export { type DhcpFaults, type DhcpServer, type HostSettings, PLAIN_HOST } from './model.ts'
export { startDhcp } from './start.ts'
