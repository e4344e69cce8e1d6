/** What another boot program sees when a script chains to it: iPXE passes its settings on as if DHCP had sent them. */

import type { Image } from './images.ts'
import type { Machine } from './machine.ts'
import type { NextBoot } from './result.ts'
import { requestName } from './uri.ts'

/**
 * The boot program in `image` as the next one: its file, the command that named it, and the values it gets as DHCP's.
 */
export function nextBoot(machine: Machine, image: Image): NextBoot {
  const { origin } = image
  const name = requestName(origin)
  const url = machine.urlOf(origin)
  const tftp = origin.scheme === 'tftp' && origin.authority !== null
  const configFile = machine.settings.show('209:string')
  const pathPrefix = machine.settings.show('210:string')
  return {
    file: { name, url },
    origin: machine.origins.get(image) ?? null,
    lease: {
      bootFile: tftp ? name : url,
      ...(tftp ? { bootServer: (origin.authority ?? '').replace(/:\d+$/, '') } : {}),
      ...(configFile === '' ? {} : { configFile }),
      ...(pathPrefix === '' ? {} : { pathPrefix }),
    },
  }
}
