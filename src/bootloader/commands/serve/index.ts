/** `serve DIR`: the embedded DHCP, TFTP and HTTP server. */

import { DEFAULT_STATE_DIR } from '../../../paths.ts'
import { command } from '../../command.ts'
import { flag, path, serverOptions, text } from './options.ts'

export const serve = command({
  name: 'serve',
  summary: 'serve a boot tree by DHCP, TFTP and HTTP on one interface, for labs and tests',
  positionals: { directory: { required: true, describe: "the boot server's root" } },
  options: {
    interface: { ...text('the only interface to serve'), completes: 'device' },
    address: text('ADDRESS/PREFIX that the interface has while the server runs (default: the one it has)'),
    'state-dir': { ...path('where leases are kept across restarts'), default: DEFAULT_STATE_DIR },
    hosts: path('the store of hosts: it knows these, and strangers where the network has a dynamic range'),
    proxy: flag('work beside another DHCP server: say what to boot, but give no addresses'),
    lab: flag('serve a private network; the log says how to enter it'),
    ...serverOptions,
  } as const,
  examples: [
    ['tspxeboot serve tftpboot --interface xenbr0 --address 192.0.2.1/24', 'a boot server for a lab'],
  ],
  read: (given) => given,
  async run(given) {
    const { runServeCommand } = await import('./run.ts')
    return runServeCommand(given)
  },
})
