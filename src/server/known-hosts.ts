/** What the store of hosts means for the DHCP server of one of its networks. */

import { ipv4FromNumber, ipv4ToNumber } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import { effective, type Host, type HostStore, isIn, type Network, type Range } from '../hosts/index.ts'
import { ARCHITECTURES_OF, dhcpValues, optionBytes } from '../hosts/outputs/index.ts'
import { OPTIONS, writeOptions } from '../udhcp-client/codec/index.ts'
import type { HostSettings } from './dhcp/index.ts'
import type { LinkAddress } from './link-address.ts'

/** Settings for all clients. */
export interface KnownHosts {
  /** The hosts of the served network, by MAC address. */
  hosts: ReadonlyMap<string, HostSettings>
  /** For all other clients, if there are addresses for them. */
  strangers: HostSettings
  /** Addresses that the server assigns itself. */
  dynamic: readonly Range[]
}

/**
 * Settings for the network of the server at `at`. `base`: values that the store does not give. Throws
 * E_HOSTS_NOT_FOUND if no network of the store contains that address.
 */
export function knownHosts(store: HostStore, at: LinkAddress, base: HostSettings): KnownHosts {
  const network = networkOf(store, at)
  const hosts = store.hosts.flatMap((host) =>
    host.mac !== null && host.network === network.name
      ? [[host.mac, settingsOf(store, host, base)] as const]
      : [],
  )
  const strangers = { ...settingsOf(store, strangerOf(network), base), address: null, hostName: null }
  return {
    hosts: new Map(hosts),
    strangers,
    dynamic: network.dynamic.map((range) => clipped(range, network)),
  }
}

function networkOf({ networks, path }: HostStore, { address, prefixLength }: LinkAddress): Network {
  const number = ipv4ToNumber(address)
  for (const network of networks.values()) if (isIn(number, [network.subnet])) return network
  const [known] = networks.values()
  throw new BootError('E_HOSTS_NOT_FOUND', {
    what: `${path}: no network has the address of the server, ${address}/${prefixLength}`,
    hint:
      known === undefined
        ? 'write one: [network "NAME"] and subnet = ADDRESS/PREFIX'
        : `network ${known.name} begins at ${ipv4FromNumber(known.subnet.first)}; give serve an address there with --address`,
  })
}

/** A stand-in for hosts that the store does not have: it gets what the network says. */
function strangerOf({ name }: Network): Host {
  const section = { title: '', place: null, values: new Map() }
  return { name: '', mac: null, ip: null, network: name, profile: null, boot: 'profile', section }
}

/** The range without the network address and the broadcast address. */
function clipped({ first, last }: Range, { subnet }: Network): Range {
  return { first: Math.max(first, subnet.first + 1), last: Math.min(last, subnet.last - 1) }
}

function settingsOf(store: HostStore, host: Host, base: HostSettings): HostSettings {
  const values = dhcpValues(store, host)
  const files = Array.from(values.bootFiles, ([kind, file]) =>
    (kind === 'ipxe' ? ['ipxe' as const] : ARCHITECTURES_OF[kind]).map(
      (client) => [client, bytesOf(file)] as const,
    ),
  )
  const domain = values.domain === null ? {} : { domainName: bytesOf(values.domain) }
  const options = Array.from(values.options, ([code, value]) => [code, value && optionBytes(value)] as const)
  return {
    ...base,
    address: host.ip,
    hostName: bytesOf(host.name),
    nextServer: values.nextServer ?? base.nextServer,
    bootFile: effective(store, host, 'boot-file') === null ? base.bootFile : bytesOf(values.bootFile),
    bootFiles: new Map([...base.bootFiles, ...files.flat()]),
    gateway: values.gateway ?? base.gateway,
    dnsServers: values.dns.length === 0 ? base.dnsServers : values.dns,
    leaseSeconds: values.leaseSeconds === null ? base.leaseSeconds : Number(values.leaseSeconds),
    options: new Map([...base.options, ...writeOptions(OPTIONS, domain), ...options]),
  }
}

/** UTF-8 text as byte text. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1')
}
