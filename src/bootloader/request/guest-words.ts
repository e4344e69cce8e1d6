/**
 * Reads the words that name a guest on the command line: `key=value[,key=value...]` of xl-network-configuration(5), as
 * xm, xl, libvirt, xCAT and Quattor write them: one word or several, with stray blanks, commas, quotes and the brackets
 * of a Python list. The first word of another form is the domain's disk.
 */

import { isIpv4, parseMac } from '../../addresses.ts'
import { BootError } from '../../boot-error.ts'
import { nearest } from '../../nearest.ts'

/** What the words say; null: nothing. `mac` is in lower case with colons. */
export interface GuestWords {
  mac: string | null
  /** The name of a host in the store. */
  host: string | null
  uuid: string | null
  bridge: string | null
  /** First IPv4 address of `ip=`. */
  address: string | null
  disk: string | null
}

/** Keys of xl-network-configuration(5) except COLO's, of xend's vif lists, and our `uuid` and `host`; most are ignored. */
export const GUEST_KEYS: ReadonlySet<string> = new Set(
  (
    'mac host bridge ip uuid type model vifname script gatewaydev backend backend_domid rate devid vlan mtu ' +
    'trusted accel policy netdev nicname network forwarddev handle'
  ).split(' '),
)

const DRESSING = /[[\]'"]/g
/** A word that begins with a key. */
export const PAIR = /^[\s,]*([A-Za-z_]\w*)\s*=/
const BETWEEN_PAIRS = /,|\s+(?=[A-Za-z_]\w*\s*=)/

/** Reads all words. Throws E_USAGE for unknown keys and invalid addresses. */
export function parseGuestWords(words: string[]): GuestWords {
  const values = new Map<string, string>()
  let disk: string | null = null
  for (const word of words) {
    const bare = word.replace(DRESSING, '')
    if (PAIR.test(bare)) readPairs(bare, values)
    else if (disk === null && !/^[\s,]*$/.test(bare)) disk = word
    else if (!/^[\s,]*$/.test(bare)) {
      throw new BootError('E_USAGE', {
        what: `unexpected word ${JSON.stringify(word)} after the disk ${JSON.stringify(disk)}`,
        hint: 'a guest is named by key=value words such as mac=00:16:3e:11:22:33, and has one disk',
      })
    }
  }
  return {
    mac: readMac(values.get('mac')),
    host: values.get('host') || null,
    uuid: readUuid(values.get('uuid')),
    bridge: values.get('bridge') || null,
    address: readAddress(values.get('ip')),
    disk,
  }
}

/** Adds the key to a first word that is only a MAC or a host's name, as commands about one guest allow. */
export function guestNamedFirst(words: string[]): string[] {
  return words.map((word, at) => {
    if (at > 0 || /^[^,]*=/.test(word)) return word
    return /:|^([0-9a-f]{2}-?){6}$/i.test(word) ? `mac=${word}` : `host=${word}`
  })
}

/** A MAC address that a network card can have. Throws E_USAGE. */
export function readGuestMac(text: string): string {
  const mac = parseMac(text)
  if (mac === null) {
    throw new BootError('E_USAGE', {
      what: `${JSON.stringify(text)} is not a MAC address`,
      hint: 'write six hexadecimal bytes, as in 00:16:3e:11:22:33',
    })
  }
  if ((Number.parseInt(mac.slice(0, 2), 16) & 1) === 1 || mac === '00:00:00:00:00:00') {
    throw new BootError('E_USAGE', {
      what: `${mac} cannot be the address of a network card`,
      hint: 'it is a group address or all zero',
    })
  }
  return mac
}

/** A UUID in lower case, 8-4-4-4-12. Throws E_USAGE. */
export function readGuestUuid(text: string): string {
  const digits = text.replaceAll('-', '').toLowerCase()
  if (!/^[0-9a-f]{32}$/.test(digits) || !/^[0-9a-f-]+$/i.test(text)) {
    throw new BootError('E_USAGE', {
      what: `${JSON.stringify(text)} is not a UUID`,
      hint: 'write it as xl list -v prints it',
    })
  }
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function readPairs(text: string, values: Map<string, string>): void {
  for (const part of text.split(BETWEEN_PAIRS)) {
    if (part.trim() === '') continue
    const at = part.indexOf('=')
    const key = (at < 0 ? part : part.slice(0, at)).trim().toLowerCase()
    if (!GUEST_KEYS.has(key) && !key.startsWith('colo')) {
      const guess = nearest(key, GUEST_KEYS)
      throw new BootError('E_USAGE', {
        what: `unknown guest key ${JSON.stringify(key)}`,
        hint:
          guess === null
            ? 'the keys are those of xl-network-configuration(5), and uuid'
            : `did you mean ${guess}?`,
      })
    }
    // In a list of vifs the boot card comes first.
    if (!values.has(key)) values.set(key, at < 0 ? '' : part.slice(at + 1).trim())
  }
}

function readMac(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : readGuestMac(text)
}

function readUuid(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : readGuestUuid(text)
}

function readAddress(text: string | undefined): string | null {
  return (
    (text ?? '')
      .split(/\s+/)
      .map((part) => part.replace(/\/\d+$/, ''))
      .find(isIpv4) ?? null
  )
}
