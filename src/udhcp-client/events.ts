/**
 * What the DHCP client reports while it works. Text from the network is Latin-1, one character per byte, and not
 * sanitised.
 */

import * as v from 'valibot'

const Text = v.pipe(v.string(), v.maxLength(4096))
const Count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** Each event as its schema, which also documents it. */
export const DhcpEvent = v.variant('event', [
  v.object({
    event: v.literal('DhcpDiscoverSent'),
    mac: Text,
    /** From 1. */
    attempt: Count,
    /** Unsigned 32 bits. */
    xid: Count,
    /** How long the client waits for answers, ms. */
    waitMs: Count,
  }),
  v.object({
    event: v.literal('DhcpOfferReceived'),
    /** Option 54. */
    server: Text,
    /** Where the packet came from: the server, or a relay (then giaddr is in `relay`). */
    source: Text,
    relay: v.nullable(Text),
    /** Null: a proxyDHCP offer, which has boot information only. */
    address: v.nullable(Text),
    bootServer: v.nullable(Text),
    bootFile: v.nullable(Text),
  }),
  /** The offer that is taken, or would be if a lease were requested. */
  v.object({
    event: v.literal('DhcpOfferChosen'),
    server: Text,
    address: Text,
    /** The proxyDHCP server whose boot information goes with it. */
    proxy: v.nullable(Text),
    /** How many offers there were to choose from. */
    offers: Count,
    /** In words. */
    because: Text,
  }),
  /** An offer that was not taken. */
  v.object({
    event: v.literal('DhcpOfferPassedOver'),
    server: Text,
    /** Null: a proxyDHCP offer. */
    address: v.nullable(Text),
    /** In words. */
    because: Text,
  }),
  v.object({
    event: v.literal('DhcpRequestSent'),
    server: Text,
    address: Text,
    attempt: Count,
    waitMs: Count,
  }),
  v.object({
    event: v.literal('DhcpAckReceived'),
    server: Text,
    address: Text,
    leaseSeconds: v.nullable(Count),
  }),
  v.object({
    event: v.literal('DhcpNakReceived'),
    server: Text,
    /** Option 56. */
    message: v.nullable(Text),
  }),
  /** A packet that is not for this exchange, or not what it waits for. */
  v.object({
    event: v.literal('DhcpPacketDropped'),
    /** In words: `another client: 00:16:3e:...`, `another transaction`, `malformed: ...`, ... */
    reason: Text,
    source: Text,
    /** Of another client's packet: its MAC address. */
    client: v.exactOptional(Text),
    /** Packets dropped for this reason so far; only the first ten are reported. */
    count: Count,
  }),
  /** An option whose bytes are not a valid value counts as absent. */
  v.object({ event: v.literal('DhcpOptionIgnored'), server: Text, code: Count }),
  /**
   * An address that cannot be a router's (options 3, 121), such as a broadcast address. The lease does not contain it.
   */
  v.object({ event: v.literal('DhcpRouterIgnored'), server: Text, address: Text }),
  /** The address that was offered or leased is in use: `mac` answers to ARP for it. */
  v.object({ event: v.literal('DhcpAddressInUse'), address: Text, mac: Text }),
  v.object({ event: v.literal('DhcpDeclineSent'), server: Text, address: Text }),
  v.object({ event: v.literal('DhcpReleaseSent'), server: Text, address: Text }),
  /** A PXE server's own boot menu (option 43). */
  v.object({
    event: v.literal('PxeMenuReceived'),
    server: Text,
    entries: v.pipe(v.array(v.object({ type: Count, text: Text })), v.maxLength(256)),
    /** Type of the entry that was taken. */
    taken: Count,
  }),
  v.object({
    event: v.literal('PxeBootServerAsked'),
    /** 255.255.255.255: all servers. */
    server: Text,
    port: Count,
    /** Boot server type of the menu entry; null: ask the proxy for its own answer. */
    type: v.nullable(Count),
    attempt: Count,
    waitMs: Count,
  }),
  v.object({ event: v.literal('PxeBootServerAnswered'), server: Text, bootFile: v.nullable(Text) }),
  /** One value of the lease that decides what boots, and where it was found. */
  v.object({
    event: v.literal('DhcpBootValue'),
    name: v.picklist(['bootServer', 'bootFile', 'pathPrefix', 'configFile']),
    value: Text,
    /** `siaddr`, `file`, `sname`, `option 67`, `option 209 in option 43`, ... */
    source: Text,
    /** The server that said so (option 54). */
    server: Text,
  }),
])
export type DhcpEvent = v.InferOutput<typeof DhcpEvent>
