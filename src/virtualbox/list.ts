/** `vbox list`: lists the registered machines with what matters to a network boot. */

import { basename } from 'node:path'
import { ISO_NAME } from './medium-file.ts'
import { listMachines, showMachine, type VBoxManage } from './vboxmanage.ts'

/** One machine. */
export interface ListedMachine {
  name: string
  uuid: string
  /** `inaccessible` if its settings file cannot be read; then the rest is null. */
  state: string
  mac: string | null
  network: string | null
  interface: string | null
  firmware: string | null
  /** Our ISO in its drive. */
  iso: string | null
}

/** All machines. */
export async function runVboxList(
  _options: object,
  { vbox }: { vbox: VBoxManage },
): Promise<ListedMachine[]> {
  const listed: ListedMachine[] = []
  for (const { name, uuid } of await listMachines(vbox)) {
    const machine = await showMachine(vbox, uuid).catch(() => null)
    const iso = machine?.slots.find(({ medium }) => basename(medium) === ISO_NAME)?.medium
    listed.push({
      name,
      uuid,
      state: machine?.state ?? 'inaccessible',
      mac: machine?.adapter.mac ?? null,
      network: machine?.adapter.network ?? null,
      interface: machine?.adapter.device ?? null,
      firmware: machine?.firmware ?? null,
      iso: iso ?? null,
    })
  }
  return listed
}
