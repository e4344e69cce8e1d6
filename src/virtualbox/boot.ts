/**
 * `vbox boot`: plays the machine's PXE boot on the host, gives the machine a medium with the result, and starts it.
 * VirtualBox's own network boot is not used.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { BootError, type ErrorCode } from '../boot-error.ts'
import { type BootMedium, buildBootIso, type Firmware } from '../boot-iso/index.ts'
import { bootOrderWords, DISK_FIRST, MEDIUM_FIRST } from './boot-order.ts'
import { attachWords, chooseDvdDrive, driveWithOurIso } from './dvd-drive.ts'
import type { Machine } from './machine.ts'
import { isoPathOf, isThere, placeFile, removeFile } from './medium-file.ts'
import type { RunAs } from './run-as.ts'
import { orUndo, type Undo } from './undo.ts'
import { checkMachineName, showMachine, type VBoxManage } from './vboxmanage.ts'

/** Which machine to boot, and how. */
export interface BootOptions {
  name: string
  display: 'headless' | 'gui'
  /** Stop before the start. */
  prepareOnly: boolean
  /** Change nothing: the commands are in `vbox.changes`. */
  dryRun: boolean
}

/** The machine that boots, and its network. */
export interface PxeGuest {
  mac: string
  uuid: string
  /** Device of the host that the machine's adapter is on. */
  interface: string
}

/** The result of the boot. Paths are in the given folder; in a dry run there is no medium. */
export type PxeAnswer = { outcome: 'local' } | { outcome: 'boot'; medium: BootMedium | null }

/** What the boot needs. */
export interface BootDeps {
  vbox: VBoxManage
  run: RunAs
  /** Plays the boot with kernel and ramdisk in `folder`; null: a dry run without files. Throws BootError. */
  playBoot(guest: PxeGuest, folder: string | null): Promise<PxeAnswer>
  /** Whether a device of the host is a bridge. */
  isBridge(device: string): boolean
  signal: AbortSignal
}

/** What was done. */
export interface VboxBootReport {
  name: string
  outcome: 'boot' | 'local'
  mac: string
  interface: string
  firmware: Firmware
  /** The ISO in the machine's drive; null: a local boot. */
  iso: string | null
  started: boolean
}

/** Throws what the boot throws, E_UNSUPPORTED for an unsuitable machine, E_OUTPUT with VBoxManage's words. */
export async function runVboxBoot(options: BootOptions, deps: BootDeps): Promise<VboxBootReport> {
  const machine = await showMachine(deps.vbox, checkMachineName(options.name))
  const guest = guestOf(machine)
  const firmware = firmwareOf(machine)
  refuseRunning(machine)
  // Not /tmp, which may be memory: this folder holds the kernel and ramdisk twice.
  const folder = options.dryRun ? null : await mkdtemp('/var/tmp/tspxeboot-vbox-')
  try {
    const answer = await playOn(guest, folder, deps)
    const iso = answer.outcome === 'boot' ? isoPathOf(machine) : null
    await orUndo(async (undo) => {
      if (answer.outcome === 'local') await prepareLocalBoot(machine, deps, undo)
      else {
        const built = folder === null || answer.medium === null ? null : `${folder}/boot.iso`
        if (built !== null && answer.medium !== null)
          await buildBootIso(answer.medium, [firmware], built, deps.signal)
        await prepareIsoBoot(machine, built, deps, undo)
      }
      if (!options.prepareOnly) {
        deps.signal.throwIfAborted()
        await deps.vbox.change(['startvm', machine.name, '--type', options.display])
      }
    })
    const { mac, interface: device } = guest
    const started = !options.prepareOnly && !options.dryRun
    return { name: machine.name, outcome: answer.outcome, mac, interface: device, firmware, iso, started }
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true })
  }
}

function guestOf({ name, adapter, hardwareUuid }: Machine): PxeGuest {
  const { network, device, mac } = adapter
  if ((network !== 'bridged' && network !== 'hostonly') || device === null || mac === null) {
    throw new BootError('E_UNSUPPORTED', {
      what: `the first network adapter of ${JSON.stringify(name)} is ${network}, and the host can stand only on a bridged or host-only network`,
      hint: `VBoxManage modifyvm ${JSON.stringify(name)} --nic1 bridged --bridgeadapter1 DEVICE`,
    })
  }
  return { mac, uuid: hardwareUuid.toLowerCase(), interface: device }
}

/** `efi`, `efi64` and `efidual` start a 64-bit loader. */
function firmwareOf({ name, firmware }: Machine): Firmware {
  if (firmware === 'bios') return 'bios'
  if (firmware.startsWith('efi') && firmware !== 'efi32') return 'efi'
  throw new BootError('E_UNSUPPORTED', {
    what: `${JSON.stringify(name)} has the firmware ${firmware}, and the boot medium is for BIOS and 64-bit EFI`,
    hint: `VBoxManage modifyvm ${JSON.stringify(name)} --firmware efi64`,
  })
}

function refuseRunning({ name, state }: Machine): void {
  if (state === 'poweroff' || state === 'aborted') return
  const shown = JSON.stringify(name)
  throw new BootError('E_OUTPUT', {
    what: `the virtual machine ${shown} is ${state}, and boots only when it is powered off`,
    hint:
      state === 'saved' || state === 'aborted-saved'
        ? `VBoxManage discardstate ${shown}`
        : `VBoxManage controlvm ${shown} poweroff; or tspxeboot vbox reset ${shown} to boot the same again`,
  })
}

/** Codes of failures that would be explained by a server on this host, which a macvlan cannot reach. */
const UNREACHED: readonly ErrorCode[] = [
  'E_DHCP_TIMEOUT',
  'E_FETCH_TIMEOUT',
  'E_NO_BOOT_SERVER',
  'E_CONFIG_NOT_FOUND',
]

async function playOn(guest: PxeGuest, folder: string | null, deps: BootDeps): Promise<PxeAnswer> {
  try {
    return await deps.playBoot(guest, folder)
  } catch (error) {
    if (!(error instanceof BootError) || !UNREACHED.includes(error.code) || deps.isBridge(guest.interface))
      throw error
    const macvlan = `on ${guest.interface}, which is not a bridge, servers of this host itself cannot be reached (macvlan): if they are here, put ${guest.interface} into a bridge and the machine on that`
    throw new BootError(error.code, {
      what: error.message,
      hint: error.hint === null ? macvlan : `${error.hint}; ${macvlan}`,
      reason: error.reason,
      cause: error,
    })
  }
}

/** Puts the ISO into the drive, and the drive first in the boot order. `built` null: a dry run. */
async function prepareIsoBoot(
  machine: Machine,
  built: string | null,
  { vbox, run, signal }: BootDeps,
  undo: Undo,
): Promise<void> {
  const { name } = machine
  const drive = chooseDvdDrive(machine)
  const iso = isoPathOf(machine)
  if (built !== null) {
    const isNew = !(await isThere(iso, run))
    await placeFile(built, iso, run, signal)
    if (isNew) undo.push(iso, () => removeFile(iso, run))
  }
  if (drive.newController) {
    await vbox.change(['storagectl', name, '--name', drive.controller, '--add', 'ide'])
    undo.push(`the storage controller ${drive.controller}`, () =>
      vbox.change(['storagectl', name, '--name', drive.controller, '--remove']),
    )
  }
  await vbox.change(attachWords(name, drive, iso))
  undo.push(`${iso} in the DVD drive`, () => vbox.change(attachWords(name, drive, drive.before)))
  await setBootOrder(machine, MEDIUM_FIRST, vbox, undo)
}

/** Takes our ISO out of the drive, and puts the disk first. Throws E_LOCAL_BOOT if there is no disk. */
async function prepareLocalBoot(machine: Machine, { vbox }: BootDeps, undo: Undo): Promise<void> {
  const { name, slots } = machine
  if (!slots.some(({ isDvd, medium }) => !isDvd && medium !== 'none')) {
    throw new BootError('E_LOCAL_BOOT', {
      what: `the entry boots the local disk, and the virtual machine ${JSON.stringify(name)} has none`,
      hint: 'attach a disk, or choose another entry with --label',
    })
  }
  const drive = driveWithOurIso(machine)
  if (drive !== null) {
    await vbox.change(attachWords(name, drive, 'emptydrive'))
    undo.push('the empty DVD drive', () => vbox.change(attachWords(name, drive, drive.before)))
  }
  await setBootOrder(machine, DISK_FIRST, vbox, undo)
}

async function setBootOrder(
  { name, bootOrder }: Machine,
  order: string[],
  vbox: VBoxManage,
  undo: Undo,
): Promise<void> {
  await vbox.change(['modifyvm', name, ...bootOrderWords(order)])
  undo.push('the boot order', () => vbox.change(['modifyvm', name, ...bootOrderWords(bootOrder)]))
}
