/** The options of the `root` commands. */

import { FORMATS, SUITES } from '../../../root-fs/options.ts'
import type { Option } from '../../command.ts'
import { guestOptions } from '../../request/options.ts'

const text = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const satisfies Option
const path = (describe: string) => ({ ...text(describe), completes: 'path' }) as const satisfies Option
const list = (describe: string) =>
  ({ type: 'string', array: true, nargs: 1, describe }) as const satisfies Option

/** The positional of `root build`. */
export const rootName = { name: { required: true, describe: 'its folder in the boot tree' } } as const

/** The positionals of commands for a root, or one image of it. */
export const rootAndImage = {
  ...rootName,
  image: { describe: 'the date of an image, as root list shows it' },
} as const

/** The options of every root command. */
export const rootOptions = {
  tree: path('the boot server\'s root (default: the one that the store\'s [output "pxelinux"] writes to)'),
  hosts: guestOptions.hosts,
  json: { type: 'boolean', describe: 'print the outcome as JSON' },
  config: guestOptions.config,
} as const satisfies Record<string, Option>

/** The site settings that apply to them. */
export const rootSettings = { keys: new Set(['hosts']) }

/** The options of `root remove`. */
export const removeOptions = {
  force: { type: 'boolean', describe: 'also an image on an NFS server that a guest may still run from' },
  'state-dir': guestOptions['state-dir'],
  ...rootOptions,
} as const satisfies Record<string, Option>
/** The site settings that apply to it. */
export const removeSettings = { keys: new Set(['hosts', 'state-dir']) }

/** The options of commands that make a root for guests. */
const serverOptions = {
  server: text(
    "the boot server's address, as guests reach it (default: next-server of the store's networks)",
  ),
  export: { type: 'boolean', describe: 'write the line for the NFS server to /etc/exports.d' },
} as const satisfies Record<string, Option>

/** The options of `root unpack`. */
export const unpackOptions = { ...serverOptions, ...rootOptions } as const

/** The options of `root build`. */
export const buildOptions = {
  suite: { ...text('the release of Debian'), choices: SUITES },
  format: {
    ...text('how guests get it: over HTTP into memory (squashfs), or from an NFS server'),
    choices: FORMATS,
    default: 'squashfs',
  },
  package: list('an additional Debian package; may be given several times'),
  'include-modules': list('an additional kernel module for the initrd; may be given several times'),
  'ssh-key': path('public keys that may log in as root by ssh (default: nobody may, without an ssh server)'),
  locale: text('its language, as in de_DE.UTF-8'),
  hook: path('a program to run in the new root at the end'),
  mirror: list('a mirror, as mmdebstrap takes it; may be given several times (default: deb.debian.org)'),
  ...serverOptions,
  ...rootOptions,
} as const satisfies Record<string, Option>
