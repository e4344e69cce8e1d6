/** `hosts free`: prints a free address, and a name for it. */

import { hostsCommand } from './hosts-command.ts'
import { text } from './options.ts'
import { addressOptions, withUnused } from './unused.ts'

export const free = hostsCommand({
  name: 'free',
  summary: "print the lowest free address of a network's static range, and a name for it",
  options: {
    network: text('the network (default: the only one)'),
    'name-pattern': { ...text('its name if DNS has none; %d is a number'), default: 'host-%d' },
    ...addressOptions,
  },
  work: async ({ read }, given) => {
    const { freeAddresses, nameForAddress, nextAddress, networkOfNew } = await import(
      '../../../hosts/index.ts'
    )
    const store = read()
    const network = networkOfNew(store, given.network)
    const ip = await withUnused(given, (isUnused) =>
      nextAddress(freeAddresses(store, network), network, isUnused),
    )
    const name = await nameForAddress(given['name-pattern'])(store, ip)
    return { ip, name, network: network.name }
  },
  sentences: ({ ip, name }) => [`${ip} ${name}`],
})
