/** Chooses the host's device that a new machine is bridged to. */

import { readFileSync } from 'node:fs'
import { BootError } from '../boot-error.ts'
import type { VBoxManage } from './vboxmanage.ts'

/** `wanted`, else the device of the default route. Throws E_USAGE if VirtualBox cannot bridge to it. */
export async function chooseBridgeAdapter(
  vbox: VBoxManage,
  wanted: string | null,
  routes = readFileSync('/proc/net/route', 'latin1'),
): Promise<string> {
  const device = wanted ?? defaultRouteDevice(routes)
  if (device === null) {
    throw new BootError('E_USAGE', {
      what: 'this host has no default route to bridge to',
      hint: '--bridge-adapter names the network device',
    })
  }
  const names = (await vbox.ask(['list', 'bridgedifs']))
    .split(/\r?\n/)
    .flatMap((line) => /^Name:\s+(.+)$/.exec(line)?.[1] ?? [])
  if (names.includes(device)) return device
  throw new BootError('E_USAGE', {
    what: `VirtualBox cannot bridge to ${device}`,
    hint:
      names.length === 0
        ? 'VBoxManage list bridgedifs is empty'
        : `--bridge-adapter takes ${names.join(', ')}`,
  })
}

/** /proc/net/route: the device of the route to 0.0.0.0/0 with the lowest metric. */
export function defaultRouteDevice(routes: string): string | null {
  const defaults = routes
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter((fields) => fields[1] === '00000000' && fields[7] === '00000000')
    .sort((one, other) => Number(one[6]) - Number(other[6]))
  return defaults[0]?.[0] ?? null
}
