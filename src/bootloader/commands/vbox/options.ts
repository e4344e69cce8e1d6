/** The options of the `vbox` commands. */

import { BOOT_DEVICES } from '../../../virtualbox/boot-order.ts'
import { NIC_TYPE_IDS } from '../../../virtualbox/nic-types.ts'
import type { Option } from '../../command.ts'
import { guestOptions, last } from '../../request/options.ts'

const text = (describe: string) =>
  ({ type: 'string', requiresArg: true, coerce: last<string>, describe }) as const satisfies Option
const textOr = (value: string, describe: string, choices?: string[]) =>
  ({
    type: 'string',
    requiresArg: true,
    coerce: last<string>,
    default: value,
    describe,
    ...(choices === undefined ? {} : { choices }),
  }) as const satisfies Option
const flag = (describe: string) =>
  ({ type: 'boolean', coerce: last<boolean>, describe }) as const satisfies Option

/** The positional of commands for one machine. */
export const machineName = { name: { required: true, describe: "the virtual machine's name" } } as const

/** The options of every vbox command. */
export const vboxOptions = {
  'vbox-user': text('the owner of the virtual machines (default: the user who called sudo, else you)'),
  json: flag('print what was done as JSON'),
} satisfies Record<string, Option>

const dryRun = { 'dry-run': flag('change nothing, print the VBoxManage commands') }

/** The options of `vbox create`. */
export const createOptions = {
  host: text('the host in the store that supplies its name, MAC address, processors and memory'),
  hosts: guestOptions.hosts,
  mac: text("the machine's MAC address (default: a free one of VirtualBox's)"),
  'bridge-adapter': {
    ...text("the host's device to bridge to (default: that of the default route)"),
    completes: 'device',
  },
  'nic-type': textOr(
    'Am79C970A',
    `the network card: ${NIC_TYPE_IDS.join(', ')}, or its name in VirtualBox's window`,
  ),
  cpus: text('processors (default: 2)'),
  memory: text('memory in MiB (default: 2048)'),
  like: text("as many processors as this host has, and 80 % of its memory: 'localhost', or a host for ssh"),
  'video-memory': textOr('16', 'video memory in MiB'),
  'accelerate-3d': flag('enable 3D acceleration'),
  'vrde-port': text('enable the remote display on this port'),
  'vrde-address': textOr('127.0.0.1', 'the address that the remote display listens on'),
  'vrde-auth': textOr(
    'external',
    'who may see the remote display: users of this host, users of the guest, or everybody',
    ['external', 'guest', 'none'],
  ),
  'os-type': textOr('Debian_64', 'the name of the system in VBoxManage list ostypes'),
  firmware: textOr('bios', 'the firmware', ['bios', 'efi']),
  'boot-order': textOr('dvd,disk', `up to four of ${BOOT_DEVICES.join(', ')}`),
  replace: flag('delete a machine of that name first; its MAC address is kept'),
  ...dryRun,
  ...vboxOptions,
} satisfies Record<string, Option>

/** The options of `vbox boot`. */
export const startOptions = {
  type: textOr('headless', 'how the machine shows its screen', ['headless', 'gui']),
  'prepare-only': flag('do not start the machine'),
  ...dryRun,
  ...vboxOptions,
  ...guestOptions,
} satisfies Record<string, Option>

/** The site settings that apply to `vbox boot`: all guest options except the network, which the machine's settings name. */
export const SETTABLE_FOR_START: ReadonlySet<string> = new Set(
  Object.keys(guestOptions).filter((name) => name !== 'bridge' && name !== 'interface'),
)
