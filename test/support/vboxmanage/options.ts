// The options of VBoxManage's commands, as the manuals of VirtualBox 5.2, 6.1, 7.0, 7.1 and 7.2 have them.

export type Version = '5.2' | '6.1' | '7.0' | '7.1' | '7.2'
export const VERSIONS: readonly Version[] = ['5.2', '6.1', '7.0', '7.1', '7.2']

/** `value`: takes one; `flag`: takes none. `#` in a name is a place from 1 on. `from`: first version that has it. */
interface Option {
  kind: 'value' | 'flag'
  from?: Version
  /** Throws away what VirtualBox refuses: a pattern of the values that it takes. */
  takes?: RegExp
}

const ON_OFF = /^(on|off)$/
const NUMBER = /^\d+$/
const value = (takes?: RegExp, from?: Version): Option => ({
  kind: 'value',
  ...(takes ? { takes } : {}),
  ...(from ? { from } : {}),
})
const flag = (from?: Version): Option => ({ kind: 'flag', ...(from ? { from } : {}) })

const NIC = /^(none|null|nat|natnetwork|bridged|intnet|hostonly|generic)$/
const NIC_TYPE = /^(Am79C970A|Am79C973|82540EM|82543GC|82545EM|virtio)$/
const BOOT = /^(none|floppy|dvd|disk|net)$/
const MAC = /^(auto|[0-9A-Fa-f][02468ACEace][0-9A-Fa-f]{10})$/
const AUTH = /^(null|external|guest)$/

export const OPTIONS: Record<string, Record<string, Option>> = {
  createvm: {
    name: value(),
    groups: value(),
    ostype: value(/^(Debian|Debian_64|Ubuntu_64|Linux26|Linux26_64|RedHat_64|Other|Other_64)$/),
    register: flag(),
    basefolder: value(),
    uuid: value(),
    default: flag('6.1'),
    'platform-architecture': value(/^(x86|arm)$/, '7.1'),
  },
  modifyvm: {
    name: value(),
    description: value(),
    ostype: value(),
    cpus: value(NUMBER),
    memory: value(NUMBER),
    vram: value(NUMBER),
    acpi: value(ON_OFF),
    ioapic: value(ON_OFF),
    accelerate3d: value(ON_OFF),
    'accelerate-3d': value(ON_OFF, '7.0'),
    firmware: value(/^(bios|efi|efi32|efi64)$/),
    'boot#': value(BOOT),
    'nic#': value(NIC),
    'nictype#': value(NIC_TYPE),
    'nic-type#': value(NIC_TYPE, '7.0'),
    'cableconnected#': value(ON_OFF),
    'cable-connected#': value(ON_OFF, '7.0'),
    'bridgeadapter#': value(),
    'bridge-adapter#': value(undefined, '7.0'),
    'hostonlyadapter#': value(),
    'host-only-adapter#': value(undefined, '7.0'),
    'macaddress#': value(MAC),
    'mac-address#': value(MAC, '7.0'),
    vrde: value(ON_OFF),
    vrdeport: value(/^[\d,-]+$|^default$/),
    'vrde-port': value(/^[\d,-]+$|^default$/, '7.0'),
    vrdeaddress: value(),
    'vrde-address': value(undefined, '7.0'),
    vrdeauthtype: value(AUTH),
    'vrde-auth-type': value(AUTH, '7.0'),
  },
  storagectl: {
    name: value(),
    add: value(/^(ide|sata|scsi|floppy|sas|usb|pcie|virtio)$/),
    controller: value(),
    portcount: value(NUMBER),
    hostiocache: value(ON_OFF),
    bootable: value(ON_OFF),
    rename: value(undefined, '6.1'),
    remove: flag(),
  },
  storageattach: {
    storagectl: value(),
    port: value(NUMBER),
    device: value(NUMBER),
    type: value(/^(dvddrive|hdd|fdd)$/),
    medium: value(),
    tempeject: value(ON_OFF),
    forceunmount: flag(),
  },
  startvm: { type: value(/^(gui|sdl|headless|separate)$/), putenv: value(undefined, '6.1') },
  controlvm: {},
  discardstate: {},
  unregistervm: { delete: flag(), 'delete-all': flag('7.0') },
  showvminfo: { machinereadable: flag(), details: flag() },
  list: { long: flag(), sorted: flag('5.2') },
}

export interface Call {
  command: string
  words: string[]
  options: Map<string, string>
}

/** Reads a command line. Returns the words of the error where this version would refuse it. */
export function readCall(argv: readonly string[], version: Version): Call | string {
  const [command = '', ...rest] = argv
  const known = OPTIONS[command]
  if (known === undefined) return `Invalid command '${command}'.`
  const call: Call = { command, words: [], options: new Map() }
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? ''
    if (!word.startsWith('--')) {
      call.words.push(word)
      continue
    }
    const name = word.slice(2)
    const option = known[name] ?? (/[1-8]$/.test(name) ? known[name.replace(/\d+$/, '#')] : undefined)
    if (option === undefined || (option.from !== undefined && before(version, option.from)))
      return `Unknown option: ${word}`
    if (option.kind === 'flag') {
      call.options.set(name, '')
      continue
    }
    at += 1
    const given = rest[at]
    if (given === undefined) return `Missing value for option: ${word}`
    if (option.takes && !option.takes.test(given)) return `Invalid argument for option ${word}: '${given}'`
    call.options.set(name, given)
  }
  return call
}

function before(one: Version, other: Version): boolean {
  return VERSIONS.indexOf(one) < VERSIONS.indexOf(other)
}
