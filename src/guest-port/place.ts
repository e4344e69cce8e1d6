/** Finds the bridge or device of the guest's network: the one that was named, or the one that a Xen host would use. */

import { BootError } from '../boot-error.ts'
import { runTool } from './run-tool.ts'

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

interface Link {
  ifname: string
  mtu: number
  flags: string[]
}

/**
 * `--interface`, else `--bridge`, else xenbr0, else the only bridge there is, else the interface of the default route.
 * Throws E_NETWORK if there is none, or if a device named as a bridge is not one.
 */
export async function findPlace(wanted: WantedPlace): Promise<Device> {
  const bridges = await links(['type', 'bridge'])
  const named = wanted.interface ?? wanted.bridge
  if (named !== null) return namedPlace(named, wanted.interface === null, bridges)
  const bridge =
    bridges.find(({ ifname }) => ifname === 'xenbr0') ?? (bridges.length === 1 ? bridges[0] : undefined)
  if (bridge !== undefined) return device(bridge, 'bridge')
  const name = await defaultRouteDevice()
  if (name === null) {
    throw new BootError('E_NETWORK', {
      what: `cannot tell where the guest's network is: ${bridges.length === 0 ? 'this host has no bridge' : `none of the bridges ${bridges.map(({ ifname }) => ifname).join(', ')} is xenbr0`} and no default route`,
      hint: 'name it: --bridge=BR, or bridge=BR among the guest words',
    })
  }
  return namedPlace(name, false, bridges)
}

async function namedPlace(name: string, mustBeBridge: boolean, bridges: Link[]): Promise<Device> {
  refuseBadName(name)
  const bridge = bridges.find(({ ifname }) => ifname === name)
  if (bridge !== undefined) return device(bridge, 'bridge')
  const others = bridges.map(({ ifname }) => ifname).join(', ') || 'none'
  const [link] = await links(['dev', name]).catch(() => [])
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

async function links(filter: string[]): Promise<Link[]> {
  const found = JSON.parse(
    (await runTool('ip', ['-json', 'link', 'show', ...filter])) || '[]',
  ) as Partial<Link>[]
  return found.filter((link): link is Link => link.ifname !== undefined && link.mtu !== undefined)
}

async function defaultRouteDevice(): Promise<string | null> {
  const routes = JSON.parse((await runTool('ip', ['-json', '-4', 'route', 'show', 'default'])) || '[]') as {
    dev?: string
  }[]
  return routes[0]?.dev ?? null
}
