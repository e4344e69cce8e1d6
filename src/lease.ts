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
  /** From option 1, or from the address class if the server sent none. */
  prefixLength: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(32)),
  /** First router (option 3). */
  gateway: v.nullable(Ipv4),
  /** Classless static routes (option 121, RFC 3442). If there are any, they replace `gateway`. */
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
  /** The TFTP server, as an address or a name: siaddr, 150, 66, sname or 54; a proxyDHCP server's replaces it. */
  bootServer: Text,
  /** `file` of the header, else option 67. */
  bootFile: Text,
  /** The boot file that DHCP named first, if that was iPXE and DHCP was asked again as iPXE. */
  programFile: v.exactOptional(Text),
  /** siaddr, preferably the proxyDHCP server's; null: none. iPXE looks nowhere else for the boot server. */
  nextServer: v.exactOptional(v.nullable(Ipv4)),
  /** Option 210 (RFC 5071 section 5). */
  pathPrefix: v.nullable(Text),
  /** Option 209 (RFC 5071 section 4). */
  configFile: v.nullable(Text),
  /** The chosen entry of a PXE boot menu (option 43) says: boot from the local disk. */
  localBoot: v.optional(v.boolean(), false),
  /** Option 51, T1 (58) and T2 (59), seconds; null: not sent. */
  leaseSeconds: v.nullable(Seconds),
  renewSeconds: v.nullable(Seconds),
  rebindSeconds: v.nullable(Seconds),
  /** Every option of the lease by number, in hexadecimal: a boot program's script may read any of them. */
  options: v.exactOptional(v.record(v.pipe(v.string(), v.regex(/^\d{1,3}$/)), Hex)),
})
export type Lease = v.InferOutput<typeof Lease>

/** `offer`: take no lease; `keep`: take one for the guest; `return`: take one and release it. */
export type LeaseUse = 'offer' | 'keep' | 'return'
