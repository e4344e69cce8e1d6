import type { Lease } from '../../src/lease.ts'

/** What a small boot server gives: an address, a router, pxelinux.0, and no times. */
export const LEASE: Lease = {
  address: '192.0.2.91',
  prefixLength: 24,
  gateway: '192.0.2.254',
  routes: [],
  dnsServers: [],
  domains: [],
  mtu: null,
  dhcpServer: '192.0.2.1',
  bootServer: '192.0.2.1',
  bootFile: 'pxelinux.0',
  pathPrefix: null,
  configFile: null,
  localBoot: false,
  leaseSeconds: null,
  renewSeconds: null,
  rebindSeconds: null,
}
