/** `vbox create`: registers a machine for network boot, without a disk. On failure nothing is left. */

import { basename, dirname } from 'node:path'
import { BootError } from '../boot-error.ts'
import { bootOrderWords } from './boot-order.ts'
import { chooseBridgeAdapter } from './bridge-adapter.ts'
import { sizeLike } from './host-size.ts'
import { chooseAddress, macForVBox, takenAddresses } from './mac-address.ts'
import type { Machine } from './machine.ts'
import { ISO_NAME } from './medium-file.ts'
import type { RunAs } from './run-as.ts'
import { orUndo, type Undo } from './undo.ts'
import { checkMachineName, listMachines, showMachine, type VBoxManage } from './vboxmanage.ts'

/** The machine to make. */
export interface CreateOptions {
  name: string
  /** With colons; null: that of the replaced machine, else a free one. */
  mac: string | null
  /** null: the device of the host's default route. */
  bridgeAdapter: string | null
  /** VBoxManage's own name (nic-types.ts). */
  nicType: string
  /** null: as `like` says, else 2 processors and 2048 MiB. */
  cpus: number | null
  memoryMiB: number | null
  /** `localhost`, or a host that ssh reaches. */
  like: string | null
  videoMemoryMiB: number
  accelerate3d: boolean
  /** null: no remote display. */
  remoteDisplay: RemoteDisplay | null
  osType: string
  firmware: 'bios' | 'efi'
  bootOrder: string[]
  /** Replace a machine of that name. */
  replace: boolean
}

/** The VRDE server of a machine. */
export interface RemoteDisplay {
  port: number
  address: string
  /** How users are authenticated: `external` by the host's PAM, `guest` by the guest, `null` not at all. */
  authentication: 'null' | 'external' | 'guest'
}

/** What the command needs. */
export interface CreateDeps {
  vbox: VBoxManage
  run: RunAs
  random: (bytes: number) => Buffer
  signal: AbortSignal
}

/** The machine that was made. */
export interface CreateReport {
  name: string
  mac: string
  bridgeAdapter: string
  nicType: string
  firmware: 'bios' | 'efi'
  cpus: number
  memoryMiB: number
  remoteDisplay: RemoteDisplay | null
  replaced: boolean
}

const DEFAULT_SIZE = { cores: 2, memoryMiB: 2048 }

/** Throws E_USAGE for impossible options, E_OUTPUT with VBoxManage's words; then nothing is changed. */
export async function runVboxCreate(options: CreateOptions, deps: CreateDeps): Promise<CreateReport> {
  const { vbox } = deps
  const name = checkMachineName(options.name)
  const old = await findOld(options, vbox)
  const bridgeAdapter = await chooseBridgeAdapter(vbox, options.bridgeAdapter)
  const taken = await takenAddresses(vbox, old?.uuid ?? null)
  const mac = chooseAddress(options.mac ?? old?.adapter.mac ?? null, taken, deps.random)
  const size = options.like === null ? DEFAULT_SIZE : await sizeLike(options.like, deps.run, deps.signal)
  const settled = {
    ...options,
    bridgeAdapter,
    mac,
    cpus: options.cpus ?? size.cores,
    memoryMiB: options.memoryMiB ?? size.memoryMiB,
  }

  await orUndo(async (undo) => {
    if (old !== null) await moveAside(old, vbox, undo)
    await vbox.change(['createvm', '--name', name, '--ostype', options.osType, '--register'])
    undo.push(`the virtual machine ${name}`, () => vbox.change(['unregistervm', name, '--delete']))
    for (const args of settings(settled)) {
      deps.signal.throwIfAborted()
      await vbox.change(args)
    }
  })
  if (old !== null) await remove(old, deps)
  const { cpus, memoryMiB, nicType, firmware, remoteDisplay } = settled
  return {
    name,
    mac,
    bridgeAdapter,
    nicType,
    firmware,
    cpus,
    memoryMiB,
    remoteDisplay,
    replaced: old !== null,
  }
}

async function findOld({ name, replace }: CreateOptions, vbox: VBoxManage): Promise<Machine | null> {
  const known = (await listMachines(vbox)).find((machine) => machine.name === name)
  if (known === undefined) return null
  if (!replace) {
    throw new BootError('E_USAGE', {
      what: `there is a virtual machine ${JSON.stringify(name)} already`,
      hint: '--replace deletes it and makes a new one with the same MAC address',
    })
  }
  return showMachine(vbox, known.uuid)
}

type Settled = CreateOptions & { bridgeAdapter: string; mac: string; cpus: number; memoryMiB: number }

/** The commands after createvm, in spellings that VirtualBox 5, 6 and 7 all accept. */
function settings(options: Settled): string[][] {
  const { name, remoteDisplay } = options
  const hardware = {
    cpus: options.cpus,
    memory: options.memoryMiB,
    vram: options.videoMemoryMiB,
    accelerate3d: options.accelerate3d ? 'on' : 'off',
    firmware: options.firmware,
  }
  const network = {
    nic1: 'bridged',
    bridgeadapter1: options.bridgeAdapter,
    macaddress1: macForVBox(options.mac),
    nictype1: options.nicType,
    cableconnected1: 'on',
  }
  const display = remoteDisplay && {
    vrde: 'on',
    vrdeport: remoteDisplay.port,
    vrdeaddress: remoteDisplay.address,
    vrdeauthtype: remoteDisplay.authentication,
  }
  const drive = ['--storagectl', 'IDE', '--port', '1', '--device', '0', '--type', 'dvddrive']
  return [
    ['modifyvm', name, ...words(hardware)],
    ['modifyvm', name, ...words(network)],
    ['modifyvm', name, ...bootOrderWords(options.bootOrder)],
    ['modifyvm', name, ...words(display ?? { vrde: 'off' })],
    ['storagectl', name, '--name', 'IDE', '--add', 'ide'],
    ['storageattach', name, ...drive, '--medium', 'emptydrive'],
  ]
}

function words(values: Record<string, string | number>): string[] {
  return Object.entries(values).flatMap(([key, value]) => [`--${key}`, String(value)])
}

/** Renames the machine to be replaced, so that it still exists if the new one cannot be made. */
async function moveAside(old: Machine, vbox: VBoxManage, undo: Undo): Promise<void> {
  if (old.state !== 'poweroff' && old.state !== 'aborted') {
    const way = old.state.endsWith('saved') ? ['discardstate', old.uuid] : ['controlvm', old.uuid, 'poweroff']
    await vbox.change(way)
  }
  const aside = asideName(old)
  await whenUnlocked(() => vbox.change(['modifyvm', old.uuid, '--name', aside]))
  undo.push(`the replaced machine under the name ${aside}`, () =>
    vbox.change(['modifyvm', old.uuid, '--name', old.name]),
  )
}

/** The temporary name of the replaced machine. */
function asideName({ name, uuid }: Machine): string {
  return `${name} (replaced ${uuid.slice(0, 8)})`
}

const UNLOCK_ATTEMPTS = 10
const UNLOCK_PAUSE_MS = 500

/** Retries, because a machine stays locked for a moment after power-off. */
async function whenUnlocked(change: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await change()
    } catch (error) {
      const locked = error instanceof Error && /locked|unlock/i.test(error.message)
      if (!locked || attempt === UNLOCK_ATTEMPTS) throw error
      await new Promise((resolve) => setTimeout(resolve, UNLOCK_PAUSE_MS))
    }
  }
}

/** Deletes the replaced machine with its disks, and our ISO, which VirtualBox leaves behind. */
async function remove(old: Machine, { vbox, run }: CreateDeps): Promise<void> {
  const folder = await showMachine(vbox, old.uuid).then(
    ({ settingsFile }) => dirname(settingsFile),
    () => null,
  )
  await vbox.change(['unregistervm', old.uuid, '--delete']).catch((cause: BootError) => {
    throw new BootError('E_OUTPUT', {
      what: cause.message,
      hint: `the new machine is complete; the replaced one is still there as ${asideName(old)}`,
      cause,
    })
  })
  if (folder === null || basename(folder) !== asideName(old)) return
  await run('rm', ['-f', '--', `${folder}/${ISO_NAME}`])
  await run('rmdir', ['--ignore-fail-on-non-empty', '--', folder])
}
