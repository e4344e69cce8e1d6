/**
 * Commands that need a machine, its network cards or its firmware, and what they do on a host. The policy is this one
 * table, which docs/ipxe.md repeats.
 */

import { ANY, plain, type ScriptCommand } from '../command.ts'
import { fail, fatal } from '../failure.ts'
import type { OptionTable } from '../options.ts'
import { parseInteger } from '../setting-types.ts'

const TIMEOUT: OptionTable = { timeout: ['t', 'number'] }
const DRIVE: OptionTable = {
  drive: ['d', 'number'],
  'no-describe': ['n', 'flag'],
  keep: ['k', 'flag'],
  filename: ['f', 'text'],
  extra: ['e', 'text'],
  label: ['l', 'text'],
  uuid: ['u', 'text'],
}
/** iPXE's ways of configuring a network device. */
const CONFIGURATORS = ['dhcp', 'ipv6']
/** The guest's disk. */
const FIRST_DISK = 0x80

/** Succeeds and does nothing. */
const nothing = (options: OptionTable = {}, words: [number, number] = [0, ANY]) =>
  plain(words, () => null, options)

/** Fails, so that `||` goes on. */
const refused = (what: string, options: OptionTable = {}) =>
  plain([0, ANY], () => fail('not-supported', what), options)

/** Ends the boot. */
const ends = (what: string, options: OptionTable) =>
  plain(
    [0, 0],
    ({ place }) => {
      throw fatal(
        'E_UNSUPPORTED',
        place,
        what,
        'there is no machine yet: what it should boot then has to be booted now',
      )
    },
    options,
  )

/** A word that names no network device of the guest; null: none does. */
const unknownDevice = (words: readonly string[]) => {
  const other = words.find((word) => word !== 'net0' && word !== 'netX')
  return other === undefined ? null : fail('no-such-device', `"${other}": no such network device`)
}

/** Succeeds for the one network device, which is up. */
const device = (options: OptionTable = {}) =>
  plain(
    [0, ANY],
    (_, { words, texts }) => {
      const configurator = texts.get('configurator')
      if (configurator !== undefined && !CONFIGURATORS.includes(configurator))
        return fail('no-such-configurator', `"${configurator}": no such configurator`)
      return unknownDevice(words)
    },
    options,
  )

const san = plain(
  [0, ANY],
  (_, { words, numbers }) => {
    const drive = numbers.get('drive') ?? FIRST_DISK
    if (words.length > 0 && words.some((word) => word !== ''))
      return fail(
        'unsupported-san',
        `a disk on the network (${words.join(' ')}) cannot be given to the guest`,
      )
    if (drive !== FIRST_DISK)
      return fail('no-disk', `the guest has one disk, 0x80, and no 0x${drive.toString(16)}`)
    return { local: { via: 'sanboot', value: drive } }
  },
  DRIVE,
)

/** The commands by name. */
export const FIRMWARE: Readonly<Record<string, ScriptCommand>> = {
  sanboot: san,
  sanhook: plain(
    [1, ANY],
    () => fail('unsupported-san', 'a disk on the network cannot be given to the guest'),
    DRIVE,
  ),
  sanunhook: nothing({ drive: ['d', 'number'] }, [0, 0]),

  dhcp: device({ configurator: ['c', 'text'], ...TIMEOUT }),
  ifconf: device({ configurator: ['c', 'text'], ...TIMEOUT }),
  ifopen: device(),
  ifclose: device(),
  ifstat: device(),
  iflinkwait: device(TIMEOUT),
  route: nothing({}, [0, 0]),

  sleep: plain([1, 1], (_, { words: [seconds = ''] }) =>
    parseInteger(seconds) === null ? fail('not-a-number', `"${seconds}" is not a number`) : null,
  ),
  sync: nothing(TIMEOUT, [0, 0]),
  ntp: nothing({}, [1, 1]),
  help: nothing(),
  shim: nothing({
    ...TIMEOUT,
    loader: ['l', 'flag'],
    'allow-pxe': ['p', 'flag'],
    'allow-sbat': ['s', 'flag'],
  }),
  console: nothing({
    x: ['x', 'number'],
    y: ['y', 'number'],
    left: ['l', 'number'],
    right: ['r', 'number'],
    top: ['t', 'number'],
    bottom: ['b', 'number'],
    depth: ['d', 'number'],
    picture: ['p', 'text'],
    keep: ['k', 'flag'],
  }),
  colour: nothing({ basic: ['b', 'number'], rgb: ['r', 'number'] }, [1, 1]),
  cpair: nothing({ foreground: ['f', 'number'], background: ['b', 'number'] }, [1, 1]),

  shell: refused('a host has no iPXE shell'),
  config: refused('a host has no iPXE settings editor'),
  imgverify: refused('signatures are not checked, and what demands one is not booted'),
  imgtrust: refused('signatures are not checked, and what demands one is not booted'),
  imgextract: refused('archives are not unpacked'),
  vcreate: refused('VLANs belong to the host', { tag: ['t', 'number'], priority: ['p', 'number'] }),
  vdestroy: refused('VLANs belong to the host'),

  reboot: ends('the script reboots the machine', { warm: ['w', 'flag'], setup: ['s', 'flag'] }),
  poweroff: ends('the script turns the machine off', {}),
  autoboot: plain([0, ANY], ({ place }, { words }) => {
    const unknown = unknownDevice(words)
    if (unknown !== null) return unknown
    throw fatal('E_CONFIG_INVALID', place, 'autoboot starts the same script again, for ever')
  }),
}
