/** `vbox boot NAME`: plays a machine's boot and starts it. */

import { command } from '../../command.ts'
import { readBootTask } from '../../request/read-request.ts'
import { machineName, SETTABLE_FOR_START, startOptions } from './options.ts'

/** Stands in for the machine's MAC and network, which are known later, so that everything else can be checked now. */
const PLACEHOLDER = {
  mac: '08:00:27:00:00:00',
  host: null,
  uuid: null,
  bridge: null,
  address: null,
  disk: null,
}

export const boot = command({
  name: 'boot',
  summary: "play a machine's PXE boot on this host, give it the result as an ISO, and start it",
  positionals: machineName,
  options: startOptions,
  settings: { keys: SETTABLE_FOR_START },
  read: (given) => ({
    name: given.name,
    display: given.type === 'gui' ? ('gui' as const) : ('headless' as const),
    prepareOnly: given['prepare-only'] ?? false,
    dryRun: given['dry-run'] ?? false,
    task: readBootTask(given, PLACEHOLDER, { lease: given['dry-run'] ? 'offer' : 'keep' }),
    words: given,
  }),
  async run(request) {
    const { bootMachine } = await import('./boot-machine.ts')
    return bootMachine(request)
  },
})
