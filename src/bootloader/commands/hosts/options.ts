/** The options of the `hosts` commands. */

import type { Option } from '../../command.ts'
import { guestOptions, last } from '../../request/options.ts'

/** An option with a value. */
export const text = (describe: string) =>
  ({ type: 'string', requiresArg: true, coerce: last<string>, describe }) as const satisfies Option
/** An option without a value. */
export const flag = (describe: string) =>
  ({ type: 'boolean', coerce: last<boolean>, describe }) as const satisfies Option

/** The options of every `hosts` command. */
export const hostsOptions = {
  hosts: guestOptions.hosts,
  'state-dir': guestOptions['state-dir'],
  json: flag('print the outcome as JSON'),
  config: guestOptions.config,
} satisfies Record<string, Option>

/** The site settings that apply to them. */
export const hostsSettings = { keys: new Set(['hosts', 'state-dir']) }

/** The positional of commands for one host. */
export const oneName = { name: { required: true, describe: "the host's name" } } as const
/** The positional of commands for any number of hosts. */
export const manyNames = {
  names: { required: true, many: true, describe: 'NAME..., also web[1-20]' },
} as const

/** Keys of [host] that `hosts add` and `hosts auto-add` take as options. */
export const hostKeyOptions = {
  mac: text('its MAC address (default: a free one of its hypervisor)'),
  ip: text("its address (default: the lowest free one of its network's static range)"),
  network: text('its network (default: the only one)'),
  profile: text('what it boots'),
  boot: text('what it boots next: profile, local, or the name of another profile'),
  hypervisor: text('xen, virtualbox, libvirt or none: whose MAC address range to use (default: xen)'),
  disk: text('its first disk'),
  note: text('a remark'),
  kernel: text("the kernel, if not the profile's"),
  initrd: text('the initrds, separated by commas'),
  append: text("words for the kernel's command line"),
  root: text('its root file system: nfs:SERVER:PATH, a folder of its next-server, a URL, or none'),
  program: text('pxelinux, grub or ipxe'),
  cpus: text('processors'),
  memory: text('memory in MiB'),
  type: text('the type of a Xen guest: pv or pvh'),
  bridge: text('the bridge that its network card joins'),
} satisfies Record<string, Option>
