/**
 * Decides how a run may use its guest's network. A guest that already runs must not notice: its boot is refused, and a
 * dry run uses neither the guest's Ethernet address nor its IP address.
 */

import { randomBytes } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import { BootError } from '../../boot-error.ts'
import type { Sighting } from '../../guest-port/index.ts'
import type { BootTask, NetworkPlace } from '../boot-task.ts'

/** How a run uses its guest's network. */
export interface NetworkUse {
  mode: NetworkPlace['mode']
  /** The port's Ethernet address now. */
  mac: string
  /** The address it changes to once the lease's IP address is known to be unused. */
  lastMac: string
  /** Where the running guest was seen; null: it does not seem to run. */
  running: string | null
  /** Something that a person should know. */
  warning: string | null
}

/**
 * How a run for this task uses the network. `dry`: nothing is booted. `device`: the host's device. `sighting`: where the
 * guest was seen; null: nowhere. Throws E_NETWORK if a guest that runs would be booted.
 *
 * A guest seen behind the uplink may have been there long ago. The port then begins with an address of its own, and
 * takes the guest's once nobody has answered a probe for the leased IP address.
 */
export function networkUseOf(
  { guest: { mac }, place }: Pick<BootTask, 'guest' | 'place'>,
  { dry, device, sighting }: { dry: boolean; device: string; sighting: Sighting | null },
): NetworkUse {
  const running = sighting?.certain ? sighting.where : null
  if (running !== null && !dry && !place.force) throw runsAlready(mac, running)
  const warning =
    sighting === null
      ? null
      : sighting.certain
        ? `${mac} runs already: it was seen ${sighting.where}`
        : `${mac} was seen ${sighting.where}: it may run on another host`
  const own = ownMac()
  const lastMac = dry && (!place.asGuest || running !== null) ? own : mac
  return {
    mode: dry && running !== null && hasAddress(device) ? 'host' : place.mode,
    mac: sighting === null || (place.force && !dry) ? lastMac : own,
    lastMac,
    running,
    warning,
  }
}

/** How a dry run continues on the host's network after ARP found its guest running; null: it does not. */
export function hostNetworkInstead(
  use: NetworkUse,
  { dry, device: { name } }: { dry: boolean; device: { name: string } },
): NetworkUse | null {
  const can = dry && use.mode === 'guest' && use.running !== null && hasAddress(name)
  return can ? { ...use, mode: 'host' } : null
}

/** The error of a boot whose guest runs. `where`: it was seen there (`on xenbr0, where 192.0.2.1 answers`). */
export function runsAlready(mac: string, where: string): BootError {
  return new BootError('E_NETWORK', {
    what: `the guest ${mac} runs already: it was seen ${where}`,
    hint: 'a second one would take its connections; --force boots nevertheless',
  })
}

/** The error of a dry run that has its lease, but must not use it, because the guest does. */
export function noFileFetched(mac: string, where: string, device: string): BootError {
  return new BootError('E_NETWORK', {
    what: `the guest ${mac} runs already (seen ${where}), so no file was fetched from its address`,
    hint: `--network=host fetches by the host's own network, and so does an address of the host on ${device}`,
  })
}

function hasAddress(device: string): boolean {
  return networkInterfaces()[device]?.some(({ family }) => family === 'IPv4') ?? false
}

/** A unicast, locally administered Ethernet address (IEEE 802), which no network card has. */
function ownMac(): string {
  return ['02', ...(randomBytes(5).toString('hex').match(/../g) ?? [])].join(':')
}
