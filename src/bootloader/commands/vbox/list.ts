/** `vbox list`: lists machines and their network boot settings. */

import type { ListedMachine } from '../../../virtualbox/index.ts'
import { command } from '../../command.ts'
import { tableLines } from '../../table.ts'
import { vboxOptions } from './options.ts'

export const list = command({
  name: 'list',
  summary: 'list the machines with their network boot settings',
  options: vboxOptions,
  read: (given) => given,
  async run(given) {
    const [{ runVboxList }, { work }] = await Promise.all([
      import('../../../virtualbox/index.ts'),
      import('./work.ts'),
    ])
    return work(given, (tools) => runVboxList({}, tools), table)
  },
})

function table(machines: ListedMachine[]): string[] {
  const rows = machines.map(({ name, mac, network, interface: device, firmware, state, iso }) => [
    name,
    mac ?? '-',
    device === null ? (network ?? '-') : `${network}:${device}`,
    firmware ?? '-',
    state,
    iso ?? '-',
  ])
  return tableLines([['NAME', 'MAC', 'NETWORK', 'FIRMWARE', 'STATE', 'ISO'], ...rows])
}
