/** `vbox list`. */

import type { ListedMachine } from '../../../virtualbox/list.ts'
import { command } from '../../command.ts'
import { vboxOptions } from './options.ts'

export const list = command({
  name: 'list',
  summary: 'list the machines with what matters to a network boot',
  options: vboxOptions,
  read: (given) => given,
  async run(given) {
    const [{ runVboxList }, { work }] = await Promise.all([
      import('../../../virtualbox/list.ts'),
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
  const all = [['NAME', 'MAC', 'NETWORK', 'FIRMWARE', 'STATE', 'ISO'], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
