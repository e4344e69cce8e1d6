/** `vbox reset`: the machine's reset button. It boots again what is in its drive. */

import { BootError } from '../boot-error.ts'
import { checkMachineName, showMachine, type VBoxManage } from './vboxmanage.ts'

export interface ResetReport {
  name: string
  reset: true
}

/** Throws E_OUTPUT where the machine does not run. */
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
