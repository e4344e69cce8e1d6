/** Images. Source: ipxe src/hci/commands/image_cmd.c, src/usr/imgmgmt.c. */

import { BootError } from '../../../boot-error.ts'
import { ANY, type Outcome, plain, type ScriptCommand } from '../command.ts'
import { type Failure, fail, fatal, fetchFailed } from '../failure.ts'
import { acquire, download, identify } from '../fetch.ts'
import type { Image, Images } from '../images.ts'
import { SCRIPT_LIMITS } from '../limits.ts'
import type { Machine } from '../machine.ts'
import type { Arguments } from '../options.ts'
import type { Asking } from '../wants.ts'

const OPTIONS = {
  name: ['n', 'text'],
  timeout: ['t', 'number'],
  autofree: ['a', 'flag'],
  quiet: ['q', 'flag'],
} as const
const EXECUTE_OPTIONS = { ...OPTIONS, replace: ['r', 'flag'] } as const

type Get = (machine: Machine, name: string) => Asking<Image | Failure>

/** Gets an image and sets its name and arguments. null: none is named, and none is selected. */
function* obtain(
  machine: Machine,
  given: Arguments,
  command: string,
  get: Get,
): Asking<Image | Failure | null> {
  const [name, ...rest] = given.words
  const image = name === undefined ? machine.images.selected : yield* get(machine, name)
  if (image === null) return null
  if ('errno' in image) {
    machine.tellFailed(command, given.words)
    return image
  }
  if (command === 'imgargs') image.args = null
  const newName = given.texts.get('name')
  if (newName !== undefined) image.name = newName
  if (rest.length > 0) image.args = rest.join(' ')
  if ((image.args?.length ?? 0) > SCRIPT_LIMITS.word)
    throw fatal('E_CMDLINE_TOO_LONG', machine.place, `${command}: arguments of ${image.args?.length} bytes`)
  if (given.flags.has('autofree')) image.autofree = true
  if (name !== undefined) machine.origins.set(image, machine.tell(command, given.words))
  return image
}

/** kernel: gets and selects. */
const select: ScriptCommand = {
  options: OPTIONS,
  words: [1, ANY],
  *run(machine, given) {
    const image = yield* obtain(machine, given, 'kernel', acquire)
    if (image === null || 'errno' in image) return image
    const error = yield* identify(machine, image)
    if (error instanceof BootError) return fetchFailed(error, image.origin.scheme)
    // deselect the previous one even if this one cannot be selected
    machine.images.selected = null
    if (image.kind === 'unknown')
      return fail('exec-format', `could not select ${image.name}: Exec format error`)
    machine.images.selected = image
    return null
  },
}

/** initrd: always downloads. */
const fetch: ScriptCommand = {
  options: OPTIONS,
  words: [1, ANY],
  *run(machine, given) {
    const image = yield* obtain(machine, given, 'initrd', download)
    return image === null || !('errno' in image) ? null : image
  },
}

/** chain and boot: gets and runs. */
const execute: ScriptCommand = {
  options: EXECUTE_OPTIONS,
  words: [0, ANY],
  *run(machine, given): Asking<Outcome> {
    const image = yield* obtain(machine, given, given.words.length === 0 ? 'boot' : 'chain', acquire)
    if (image === null) {
      machine.warn('no-image-selected', 'no image is selected, and iPXE goes on')
      return null
    }
    if ('errno' in image) return image
    return { execute: image, replace: given.flags.has('replace') }
  },
}

const args: ScriptCommand = {
  options: OPTIONS,
  words: [1, ANY],
  *run(machine, given) {
    const image = yield* obtain(machine, given, 'imgargs', acquire)
    return image === null || !('errno' in image) ? null : image
  },
}

/** Prints nothing here, but downloads images that are not in memory; missing ones are ignored. */
const digest: ScriptCommand = {
  options: {},
  words: [1, ANY],
  *run(machine, { words }) {
    for (const word of words) yield* acquire(machine, word)
    return null
  },
}

/** Does something with every image, or with the named ones. */
const each = (what: (images: Images, image: Image) => void) =>
  plain([0, ANY], ({ images }, { words }) => {
    if (words.length === 0) for (const image of [...images.list]) what(images, image)
    for (const word of words) {
      const image = images.find(word)
      if (image === null) return fail('no-image', `"${word}": no such image`)
      what(images, image)
    }
    return null
  })

/** The commands by name; some names are of the same command. */
export const IMAGES: Readonly<Record<string, ScriptCommand>> = {
  kernel: select,
  imgselect: select,
  imgload: select,
  initrd: fetch,
  module: fetch,
  imgfetch: fetch,
  chain: execute,
  imgexec: execute,
  boot: execute,
  imgargs: args,
  imgfree: each((images, image) => images.remove(image)),
  imgstat: each(() => {}),
  md5sum: digest,
  sha1sum: digest,
  sha256sum: digest,
  sha512sum: digest,
}
