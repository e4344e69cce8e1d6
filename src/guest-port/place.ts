/** Finds the bridge or device of the guest's network: the one that was named, or the one that a Xen host would use. */

import { BootError } from '../boot-error.ts'
import { type HostNetwork, kindOf, type Link, readJson } from './host-network.ts'

/** A device of the host. `mtu` in bytes. */
export interface Device {
  name: string
  kind: 'bridge' | 'other'
  mtu: number
}

/** What the caller named; null: nothing. */
export interface WantedPlace {
  bridge: string | null
  interface: string | null
}

/**
 * `--interface`, else `--bridge`, else xenbr0, else the only bridge there is, else the interface of the default route.
 * Throws E_NETWORK if there is none, or if a device named as a bridge is not one.
 */
export async function findPlace(wanted: WantedPlace, { links }: HostNetwork): Promise<Device> {
  const bridges = links.filter(({ ifname }) => kindOf(ifname, links) === 'bridge')
  const named = wanted.interface ?? wanted.bridge
  if (named !== null) return namedPlace(named, wanted.interface === null, { links, bridges })
  const bridge =
    bridges.find(({ ifname }) => ifname === 'xenbr0') ?? (bridges.length === 1 ? bridges[0] : undefined)
  if (bridge !== undefined) return device(bridge, 'bridge')
  const name = await defaultRouteDevice()
  if (name === null) {
    throw new BootError('E_NETWORK', {
      what: `cannot tell where the guest's network is: this host has ${bridges.length === 0 ? 'no bridge' : `several bridges (${bridges.map(({ ifname }) => ifname).join(', ')}), none of them xenbr0,`} and no default route`,
      hint: 'name it: --bridge=BR, or bridge=BR among the guest words',
    })
  }
  return namedPlace(name, false, { links, bridges })
}

function namedPlace(
  name: string,
  mustBeBridge: boolean,
  { links, bridges }: { links: readonly Link[]; bridges: readonly Link[] },
): Device {
  refuseBadName(name)
  const isNamed = ({ ifname, altnames }: Link): boolean =>
    ifname === name || altnames?.includes(name) === true
  const bridge = bridges.find(isNamed)
  if (bridge !== undefined) return device(bridge, 'bridge')
  const others = bridges.map(({ ifname }) => ifname).join(', ') || 'none'
  const link = links.find(isNamed)
  if (link === undefined) {
    throw new BootError('E_NETWORK', {
      what: `there is no network device ${name}`,
      hint: `the bridges of this host: ${others}`,
    })
  }
  if (mustBeBridge) {
    throw new BootError('E_NETWORK', {
      what: `${name} is not a Linux bridge`,
      hint: `the bridges of this host: ${others}; for a device that is not a bridge use --interface=${name}`,
    })
  }
  return device(link, 'other')
}

function refuseBadName(name: string): void {
  if (!/^[^\s/:]{1,15}$/.test(name) || name.startsWith('-')) {
    throw new BootError('E_NETWORK', {
      what: `${JSON.stringify(name)} cannot be the name of a network device`,
      hint: 'such a name has 1 to 15 bytes',
    })
  }
}

function device({ ifname, mtu }: Link, kind: Device['kind']): Device {
  return { name: ifname, kind, mtu }
}

async function defaultRouteDevice(): Promise<string | null> {
  const [route] = await readJson<{ dev?: string }>('ip', ['-4', 'route', 'show', 'default'])
  return route?.dev ?? null
}
