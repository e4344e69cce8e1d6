/** `vbox reset`: presses the machine's reset button, so that it boots again what is in its drive. */

import { BootError } from '../boot-error.ts'
import { checkMachineName, showMachine, type VBoxManage } from './vboxmanage.ts'

/** What was done. */
export interface ResetReport {
  name: string
  reset: true
}

/** Throws E_OUTPUT if the machine does not run. */
export async function runVboxReset(
  options: { name: string },
  { vbox }: { vbox: VBoxManage },
): Promise<ResetReport> {
  const { name, state } = await showMachine(vbox, checkMachineName(options.name))
  if (state !== 'running' && state !== 'paused') {
    throw new BootError('E_OUTPUT', {
      what: `the virtual machine ${JSON.stringify(name)} is ${state}: there is nothing to reset`,
      hint: `tspxeboot vbox boot ${JSON.stringify(name)} starts it`,
    })
  }
  await vbox.change(['controlvm', name, 'reset'])
  return { name, reset: true }
}
