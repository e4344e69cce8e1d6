/** Checks the options of `vbox create`. Everything wrong with them is E_USAGE. */

import { isIpv4 } from '../../../addresses.ts'
import { BootError } from '../../../boot-error.ts'
import { BOOT_DEVICES } from '../../../virtualbox/boot-order.ts'
import type { CreateOptions, RemoteDisplay } from '../../../virtualbox/index.ts'
import { findNicType, NIC_TYPE_IDS } from '../../../virtualbox/nic-types.ts'
import { readGuestMac } from '../../request/guest-words.ts'
import { parseInteger } from '../../request/read-request.ts'

/** The options as given; undefined: not given. */
export interface CreateWords {
  name: string
  mac: string | undefined
  'bridge-adapter': string | undefined
  'nic-type': string
  cpus: string | undefined
  memory: string | undefined
  like: string | undefined
  'video-memory': string
  'accelerate-3d': boolean | undefined
  'vrde-port': string | undefined
  'vrde-address': string
  'vrde-auth': string
  'os-type': string
  firmware: string
  'boot-order': string
  replace: boolean | undefined
}

/** The most that any VirtualBox accepts. VBoxManage itself says what this one refuses. */
const MOST = { cpus: 1024, memoryMiB: 1 << 24, videoMemoryMiB: 256 }

/** The checked options, with numbers as numbers. Throws E_USAGE. */
export function readCreate(words: CreateWords): CreateOptions {
  const number = (name: 'cpus' | 'memory', most: number) => {
    const text = words[name]
    return text === undefined ? null : parseInteger(name, text, 1, most)
  }
  return {
    name: words.name,
    mac: words.mac === undefined ? null : readGuestMac(words.mac),
    bridgeAdapter: words['bridge-adapter'] ?? null,
    nicType: readNicType(words['nic-type']),
    cpus: number('cpus', MOST.cpus),
    memoryMiB: number('memory', MOST.memoryMiB),
    like: words.like ?? null,
    videoMemoryMiB: parseInteger('video-memory', words['video-memory'], 0, MOST.videoMemoryMiB),
    accelerate3d: words['accelerate-3d'] ?? false,
    remoteDisplay: words['vrde-port'] === undefined ? null : readRemoteDisplay(words['vrde-port'], words),
    osType: words['os-type'],
    firmware: words.firmware === 'efi' ? 'efi' : 'bios',
    bootOrder: readBootOrder(words['boot-order']),
    replace: words.replace ?? false,
  }
}

function readNicType(text: string): string {
  const type = findNicType(text)
  if (type !== null) return type
  throw new BootError('E_USAGE', {
    what: `--nic-type=${text} is not a network card of VirtualBox`,
    hint: `it has ${NIC_TYPE_IDS.join(', ')}`,
  })
}

function readRemoteDisplay(port: string, words: CreateWords): RemoteDisplay {
  const address = words['vrde-address']
  if (!isIpv4(address)) {
    throw new BootError('E_USAGE', { what: `--vrde-address=${address} is not an IPv4 address` })
  }
  const authentication =
    words['vrde-auth'] === 'none' ? 'null' : words['vrde-auth'] === 'guest' ? 'guest' : 'external'
  if (authentication === 'null' && !address.startsWith('127.')) {
    throw new BootError('E_USAGE', {
      what: `--vrde-auth=none would show the screen to everyone who can reach ${address}`,
      hint: 'without authentication the remote display listens on 127.0.0.1 only; reach it through ssh -L',
    })
  }
  return { port: parseInteger('vrde-port', port, 1, 65535), address, authentication }
}

function readBootOrder(text: string): string[] {
  const order = text.split(',').map((device) => device.trim())
  const known: readonly string[] = BOOT_DEVICES
  if (order.length <= 4 && order.every((device) => known.includes(device))) return order
  throw new BootError('E_USAGE', {
    what: `--boot-order=${text} is not up to four of ${BOOT_DEVICES.join(', ')}`,
    hint: 'separate them by commas: dvd,disk',
  })
}
