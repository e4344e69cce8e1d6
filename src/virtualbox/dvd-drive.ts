/** Chooses the DVD drive for the boot ISO. */

import { basename } from 'node:path'
import { BootError } from '../boot-error.ts'
import type { Machine } from './machine.ts'
import { ISO_NAME } from './medium-file.ts'

/** A drive, and what was in it (`none`: there was no drive). `newController`: the controller has to be made first. */
export interface DvdDrive {
  controller: string
  port: number
  device: number
  before: string
  newController: boolean
}

const IDE_TYPES = ['PIIX3', 'PIIX4', 'ICH6']
const NEW_CONTROLLER = 'IDE'

/**
 * The drive that has our ISO, else an empty one, else a free place on the IDE controller, which is made if there is
 * none. A drive with another medium is left alone. Throws E_UNSUPPORTED if no place is free.
 */
export function chooseDvdDrive({ name, slots, controllers }: Machine): DvdDrive {
  const ide = controllers.find(({ type }) => IDE_TYPES.includes(type))
  const slot =
    slots.find(({ medium }) => basename(medium) === ISO_NAME) ??
    slots.find(({ isDvd, medium }) => isDvd && medium === 'emptydrive') ??
    slots.find(({ controller, medium }) => controller === ide?.name && medium === 'none')
  if (slot !== undefined) {
    const { controller, port, device, medium } = slot
    return { controller, port, device, before: medium, newController: false }
  }
  if (ide === undefined) {
    return { controller: NEW_CONTROLLER, port: 1, device: 0, before: 'none', newController: true }
  }
  throw new BootError('E_UNSUPPORTED', {
    what: `the virtual machine ${JSON.stringify(name)} has no empty DVD drive, and no place for one`,
    hint: 'eject what is in its drive',
  })
}

/** The drive that has our ISO in it; null: none. */
export function driveWithOurIso({ slots }: Machine): DvdDrive | null {
  const slot = slots.find(({ medium }) => basename(medium) === ISO_NAME)
  if (slot === undefined) return null
  const { controller, port, device, medium } = slot
  return { controller, port, device, before: medium, newController: false }
}

/** storageattach's words that put `medium` into the drive. */
export function attachWords(machine: string, drive: DvdDrive, medium: string): string[] {
  const place = [
    '--storagectl',
    drive.controller,
    '--port',
    String(drive.port),
    '--device',
    String(drive.device),
  ]
  return ['storageattach', machine, ...place, '--type', 'dvddrive', '--medium', medium]
}
