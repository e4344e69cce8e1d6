/** `vbox console NAME`: shows a machine's screen. */

import { command } from '../../command.ts'
import { machineName, vboxOptions } from './options.ts'

export const console = command({
  name: 'console',
  summary: 'show the screen of a running machine, or say where to find it',
  positionals: machineName,
  options: vboxOptions,
  read: (given) => given,
  async run(given) {
    const [{ runVboxConsole }, { work }] = await Promise.all([
      import('../../../virtualbox/index.ts'),
      import('./work.ts'),
    ])
    const hasDesktop = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
    return work(
      given,
      (tools) => runVboxConsole(given, { ...tools, hasDesktop }),
      (shown) => [
        shown.via === 'window'
          ? `${shown.name} is shown in a window`
          : `${shown.name} is shown by remote desktop (RDP) on ${shown.address}:${shown.port}`,
      ],
    )
  },
})
