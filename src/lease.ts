/** What DHCP told a guest: the value that the exchange returns and every later stage reads. */

import * as v from 'valibot'
import { isIpv4 } from './addresses.ts'

const Ipv4 = v.pipe(v.string(), v.check(isIpv4, 'not an IPv4 address'))
const Text = v.pipe(v.string(), v.maxLength(4096))
const Hex = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2})*$/), v.maxLength(1 << 17))
const Seconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff))

/**
 * Addresses are dotted quads. Text fields carry the option's bytes as Latin-1, one character a byte:
 * PXELINUX treats names as bytes, and so do we.
 */
export const Lease = v.object({
  /** yiaddr: the guest's address. */
  address: Ipv4,
  /** From option 1, or the address class where the server sent none. */
  prefixLength: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(32)),
  /** First router (option 3). */
  gateway: v.nullable(Ipv4),
  /** Classless static routes (option 121, RFC 3442); they replace `gateway` when there are any. */
  routes: v.pipe(
    v.array(
      v.object({
        destination: Ipv4,
        prefixLength: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(32)),
        gateway: Ipv4,
      }),
    ),
    v.maxLength(256),
  ),
  /** Option 6, in the server's order. */
  dnsServers: v.pipe(v.array(Ipv4), v.maxLength(64)),
  /** Option 15, and the search list of option 119. */
  domains: v.pipe(v.array(Text), v.maxLength(64)),
  /** Option 26, bytes. */
  mtu: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(68), v.maxValue(65535))),
  /** Option 54. */
  dhcpServer: Ipv4,
  /** The TFTP server, an address or a name to be resolved: siaddr, 150, 66, sname or 54; a proxy's replaces it. */
  bootServer: Text,
  /** `file` of the header, else option 67. */
  bootFile: Text,
  /** The boot file that DHCP named at first, where it was asked again as that program: iPXE. */
  programFile: v.exactOptional(Text),
  /** siaddr, a proxy's before the lease's; null: none. iPXE knows no other place for the boot server. */
  nextServer: v.exactOptional(v.nullable(Ipv4)),
  /** Option 210 (RFC 5071 section 5). */
  pathPrefix: v.nullable(Text),
  /** Option 209 (RFC 5071 section 4). */
  configFile: v.nullable(Text),
  /** The entry of a PXE boot menu (option 43) that was taken says: boot from the local disk. */
  localBoot: v.optional(v.boolean(), false),
  /** Option 51, T1 (58) and T2 (59), seconds; null: not said. */
  leaseSeconds: v.nullable(Seconds),
  renewSeconds: v.nullable(Seconds),
  rebindSeconds: v.nullable(Seconds),
  /** Every option of the lease by number, in hexadecimal: what a script of a boot program may ask for. */
  options: v.exactOptional(v.record(v.pipe(v.string(), v.regex(/^\d{1,3}$/)), Hex)),
})
export type Lease = v.InferOutput<typeof Lease>
