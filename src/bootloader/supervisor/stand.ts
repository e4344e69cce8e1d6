/**
 * Decides how a run may use its guest's network. A guest that already runs must not notice: its boot is refused, and a
 * dry run uses neither the guest's Ethernet address nor its IP address.
 */

import { randomBytes } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import { BootError } from '../../boot-error.ts'
import type { Sighting } from '../../guest-port/index.ts'
import type { BootTask, NetworkPlace } from '../boot-task.ts'

export interface Stand {
  mode: NetworkPlace['mode']
  /** The port's Ethernet address. */
  mac: string
  /** The address it changes to once the lease's IP address is known to be unused. */
  lastMac: string
  /** Where the running guest was seen; null: it does not seem to run. */
  running: string | null
  /** Something that a person should know. */
  warning: string | null
}

/**
 * `dry`: nothing is booted. Throws E_NETWORK if a guest that runs would be booted.
 * An entry behind the uplink is old or true: the port then begins with an address of its own, and takes the guest's
 * when the leased IP address was probed and the guest did not answer.
 */
export function standFor(
  { guest: { mac }, place }: Pick<BootTask, 'guest' | 'place'>,
  { dry, device, sighting }: { dry: boolean; device: string; sighting: Sighting | null },
): Stand {
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

/** How a dry run goes on that has found a running guest by ARP on the way; null: it does not. */
export function standsElsewhere(
  stand: Stand,
  { dry, device: { name } }: { dry: boolean; device: { name: string } },
): Stand | null {
  const can = dry && stand.mode === 'guest' && stand.running !== null && hasAddress(name)
  return can ? { ...stand, mode: 'host' } : null
}

export function runsAlready(mac: string, where: string): BootError {
  return new BootError('E_NETWORK', {
    what: `the guest ${mac} runs already: it was seen ${where}`,
    hint: 'a second one would take its connections; --force boots nevertheless',
  })
}

/** The error of a dry run that has its lease and must not go on. */
export function looksNoFurther(mac: string, where: string, device: string): BootError {
  return new BootError('E_NETWORK', {
    what: `the guest ${mac} runs already (seen ${where}), so no file was fetched from its address`,
    hint: `--network=host fetches by the host's own network, and so does an address of the host on ${device}`,
  })
}

function hasAddress(device: string): boolean {
  return networkInterfaces()[device]?.some(({ family }) => family === 'IPv4') ?? false
}

/** Unicast, and administered locally (IEEE 802): no card has it. */
function ownMac(): string {
  return ['02', ...(randomBytes(5).toString('hex').match(/../g) ?? [])].join(':')
}
