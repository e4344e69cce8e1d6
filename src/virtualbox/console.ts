/**
 * `vbox console`: shows the machine's screen. If there is a desktop, a headless machine gets a window (`startvm --type
 * separate`, VirtualBox 5 and newer); otherwise the address of its remote display is printed.
 */

import { BootError } from '../boot-error.ts'
import { checkMachineName, showMachine, type VBoxManage } from './vboxmanage.ts'

/** Where the screen is shown. */
export type ConsoleReport = { name: string } & (
  | { via: 'window' }
  | { via: 'remote-display'; address: string; port: string }
)

/** What the command needs. */
export interface ConsoleDeps {
  vbox: VBoxManage
  /** Whether there is a desktop for a window. */
  hasDesktop: boolean
}

/** Throws E_OUTPUT if the machine does not run, E_UNSUPPORTED if its screen cannot be seen from here. */
export async function runVboxConsole(
  options: { name: string },
  { vbox, hasDesktop }: ConsoleDeps,
): Promise<ConsoleReport> {
  const { name, state, remoteDisplay } = await showMachine(vbox, checkMachineName(options.name))
  if (state !== 'running' && state !== 'paused') {
    throw new BootError('E_OUTPUT', {
      what: `the virtual machine ${JSON.stringify(name)} is ${state}: it has no screen`,
      hint: `tspxeboot vbox boot ${JSON.stringify(name)} starts it`,
    })
  }
  if (hasDesktop) {
    await vbox.change(['startvm', name, '--type', 'separate'])
    return { name, via: 'window' }
  }
  if (remoteDisplay !== null) return { name, via: 'remote-display', ...remoteDisplay }
  throw new BootError('E_UNSUPPORTED', {
    what: `no desktop here can show ${JSON.stringify(name)}, and its remote display is off`,
    hint: `call this from a desktop, or create the machine with --vrde-port (VBoxManage modifyvm ${JSON.stringify(name)} --vrde on, when it is powered off)`,
  })
}
