/** Chooses MAC addresses for new machines, in VirtualBox's own range, that no registered machine has. */

import { BootError } from '../boot-error.ts'
import { macAddressesOf } from './machine.ts'
import { listMachines, type VBoxManage } from './vboxmanage.ts'

/** VirtualBox's OUI. */
const OUI = '08:00:27'
const ATTEMPTS = 100

/** The addresses of all registered machines except `except` (a UUID), each with its machine's name. */
export async function takenAddresses(vbox: VBoxManage, except: string | null): Promise<Map<string, string>> {
  const taken = new Map<string, string>()
  for (const { name, uuid } of await listMachines(vbox)) {
    if (uuid === except) continue
    // A machine whose files are missing is listed, but cannot be shown.
    const output = await vbox.ask(['showvminfo', uuid, '--machinereadable']).catch(() => '')
    for (const mac of macAddressesOf(output)) taken.set(mac, name)
  }
  return taken
}

/** `wanted` if no machine has it (else throws E_USAGE), or a free one. */
export function chooseAddress(
  wanted: string | null,
  taken: ReadonlyMap<string, string>,
  random: (bytes: number) => Buffer,
): string {
  if (wanted !== null) {
    const owner = taken.get(wanted)
    if (owner === undefined) return wanted
    throw new BootError('E_USAGE', {
      what: `the virtual machine ${JSON.stringify(owner)} has the MAC address ${wanted} already`,
      hint: 'leave out --mac for a free one',
    })
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const mac = [OUI, ...Array.from(random(3), (byte) => byte.toString(16).padStart(2, '0'))].join(':')
    if (!taken.has(mac)) return mac
  }
  throw new BootError('E_UNSUPPORTED', { what: `no free MAC address was found in ${OUI}:00:00:00/24` })
}

/** The form that VBoxManage takes: 12 hexadecimal digits. */
export function macForVBox(mac: string): string {
  return mac.replaceAll(':', '').toUpperCase()
}
