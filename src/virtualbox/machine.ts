/** Reads a virtual machine from `showvminfo --machinereadable`. */

import { parseMac } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import { parseMachineReadable } from './machine-readable.ts'

/** What we need to know about a machine. */
export interface Machine {
  name: string
  uuid: string
  /** The UUID of the guest's firmware, which PXE sends. */
  hardwareUuid: string
  /** The settings file, in the machine's folder. */
  settingsFile: string
  /** `bios`, `efi`, `efi32`, ...: in lower case. */
  firmware: string
  /** `poweroff`, `running`, `saved`, ... */
  state: string
  /** The first network adapter. `network` is `bridged`, `nat`, ...; `device` the host's. MAC with colons. */
  adapter: { network: string; device: string | null; mac: string | null; type: string | null }
  /** Four devices: none, floppy, dvd, disk, net. */
  bootOrder: string[]
  controllers: { name: string; type: string }[]
  slots: Slot[]
  /** Where the remote display listens; null: it is off. */
  remoteDisplay: { address: string; port: string } | null
}

/** Where a medium can be. `medium`: `none`, `emptydrive`, or a path. */
export interface Slot {
  controller: string
  port: number
  device: number
  medium: string
  isDvd: boolean
}

/** Throws E_OUTPUT if `output` does not describe a machine. */
export function readMachine(output: string): Machine {
  const values = parseMachineReadable(output)
  const text = (key: string) => values.get(key) || null
  const needed = (key: string) => {
    const value = text(key)
    if (value !== null) return value
    throw new BootError('E_OUTPUT', {
      what: `VBoxManage showvminfo printed no ${key}`,
      hint: 'see whether VBoxManage showvminfo NAME --machinereadable works for this user',
    })
  }
  const network = text('nic1') ?? 'none'
  const mac = text('macaddress1')
  return {
    name: needed('name'),
    uuid: needed('UUID'),
    hardwareUuid: text('hardwareuuid') ?? needed('UUID'),
    settingsFile: needed('CfgFile'),
    firmware: (text('firmware') ?? 'bios').toLowerCase(),
    state: needed('VMState').toLowerCase(),
    adapter: {
      network,
      device: network === 'hostonly' ? text('hostonlyadapter1') : text('bridgeadapter1'),
      mac: mac === null ? null : parseMac(mac),
      type: text('nictype1'),
    },
    bootOrder: [1, 2, 3, 4].map((place) => text(`boot${place}`) ?? 'none'),
    controllers: readControllers(values),
    slots: readSlots(values),
    remoteDisplay:
      text('vrde') === 'on'
        ? { address: text('vrdeaddress') ?? '0.0.0.0', port: text('vrdeports') ?? text('vrdeport') ?? '3389' }
        : null,
  }
}

/** Every MAC address that the machine has, with colons. */
export function macAddressesOf(output: string): string[] {
  return [...parseMachineReadable(output)].flatMap(([key, value]) => {
    const mac = /^macaddress\d+$/.test(key) ? parseMac(value) : null
    return mac === null ? [] : [mac]
  })
}

function readControllers(values: Map<string, string>): Machine['controllers'] {
  const controllers: Machine['controllers'] = []
  for (let index = 0; values.has(`storagecontrollername${index}`); index += 1) {
    controllers.push({
      name: values.get(`storagecontrollername${index}`) ?? '',
      type: values.get(`storagecontrollertype${index}`) ?? '',
    })
  }
  return controllers
}

/** The chip of floppy controllers, whose drives cannot be used here. */
const FLOPPY = 'I82078'

/** Slots are keys `CONTROLLER-PORT-DEVICE`; only DVD drives also have `CONTROLLER-tempeject-PORT-DEVICE`. */
function readSlots(values: Map<string, string>): Slot[] {
  const controllers = readControllers(values).filter(({ type }) => type !== FLOPPY)
  return controllers.flatMap(({ name }) =>
    [...values].flatMap(([key, medium]) => {
      if (!key.startsWith(`${name}-`)) return []
      const [, port, device] = /^(\d+)-(\d+)$/.exec(key.slice(name.length + 1)) ?? []
      if (port === undefined || device === undefined) return []
      const isDvd =
        medium === 'emptydrive' || values.has(`${name}-tempeject-${port}-${device}`) || /\.iso$/i.test(medium)
      return [{ controller: name, port: Number(port), device: Number(device), medium, isDvd }]
    }),
  )
}
