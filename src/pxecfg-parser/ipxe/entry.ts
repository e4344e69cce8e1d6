/** Makes an entry of a kernel image that is booted and the other images in memory. */

import { cpioMember } from './cpio-member.ts'
import type { Image } from './images.ts'
import type { Machine } from './machine.ts'
import type { Origin, ScriptEntry, ScriptFile, ScriptInitrd } from './result.ts'
import { requestName } from './uri.ts'

/** All images except the kernel become initrds, whatever they are; for a multiboot kernel they become modules. */
export function entryOf(machine: Machine, image: Image): ScriptEntry {
  const others = machine.images.list.filter((other) => other !== image)
  const origins = [image, ...others]
    .map((one) => machine.origins.get(one))
    .filter((origin): origin is Origin => origin !== undefined)
  const common = { label: machine.played.label, origins }
  if (image.kind !== 'multiboot') {
    return {
      ...common,
      kernel: fileOf(machine, image),
      initrds: others.map((other) => initrdOf(machine, other, true)),
      cmdline: image.args ?? '',
      hypervisor: null,
      xen: null,
    }
  }
  const [kernel, ...initrds] = others
  return {
    ...common,
    kernel: kernel === undefined ? null : fileOf(machine, kernel),
    initrds: initrds.map((other) => initrdOf(machine, other, false)),
    cmdline: kernel?.args ?? '',
    hypervisor: fileOf(machine, image),
    xen: {
      hypervisor: machine.urlOf(image.uri),
      args: image.args ?? '',
      modules: others.map((other) => ({ path: machine.urlOf(other.uri), args: other.args ?? '' })),
    },
  }
}

function fileOf(machine: Machine, { origin, bytes }: Image): ScriptFile {
  return { name: requestName(origin), url: machine.urlOf(origin), bytes }
}

/** Linux finds initrds with arguments as files of a cpio archive; Xen's modules are what they are. */
function initrdOf(machine: Machine, image: Image, asMember: boolean): ScriptInitrd {
  return { ...fileOf(machine, image), member: asMember ? cpioMember(image.args) : null }
}
