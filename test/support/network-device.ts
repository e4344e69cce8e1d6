// A network device of this machine, for what only names one.

import { readdirSync } from 'node:fs'
import { networkInterfaces } from 'node:os'

/** Any but the loopback device, where there is one. */
export function aNetworkDevice(): string {
  const devices = [...Object.keys(networkInterfaces()), ...readdirSync('/sys/class/net')]
  return devices.find((name) => name !== 'lo') ?? 'lo'
}
