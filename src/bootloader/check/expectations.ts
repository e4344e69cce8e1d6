/** Reads what guests are expected to boot: an ini file with a section [guest "MAC or host"] for each. */

import { readFileSync } from 'node:fs'
import { parseMac } from '../../addresses.ts'
import { BootError } from '../../boot-error.ts'
import { parseIni, sectionsOf } from '../../hosts/index.ts'
import { nearest } from '../../nearest.ts'
import { resolveHost } from '../cli/resolve-host.ts'
import type { Values } from '../command.ts'
import { parseGuestWords } from '../request/guest-words.ts'

/** The keys that state an expectation. */
export const EXPECTED = ['outcome', 'label', 'kernel', 'initrd', 'args', 'error'] as const
/** One of EXPECTED. */
export type ExpectedKey = (typeof EXPECTED)[number]

/** The keys that state what DHCP would say to the guest. */
const TOLD = ['ip', 'bootfile']

/** What one guest is expected to boot. */
export interface Expectation {
  /** The guest as the file names it. */
  guest: string
  mac: string
  /** What DHCP would say, by the names of our options. */
  told: Values
  /** The line of the section. */
  line: number
  /** The expected text, which may contain * and ?, with its line. */
  expected: ReadonlyMap<ExpectedKey, { text: string; line: number }>
}

/** `store`: the store of hosts; null: the default one. Throws E_USAGE with file and line, and what readStore throws. */
export function readExpectations(path: string, store: string | null): Expectation[] {
  return sectionsOf(parseIni(path, readBytes(path), 'E_USAGE')).map(({ title, place, values }) => {
    const guest = /^guest\s+"?([^"]+?)"?$/.exec(title)?.[1]
    if (guest === undefined)
      throw usage(place ?? path, `unknown section [${title}]`, 'write [guest "MAC or host"]')
    const expected = new Map<ExpectedKey, { text: string; line: number }>()
    for (const [key, { texts, place }] of values) {
      const known = EXPECTED.find((name) => name === key)
      if (known !== undefined) expected.set(known, { text: texts.at(-1) ?? '', line: lineOf(place) })
      else if (!TOLD.includes(key)) throw unknownKey(place ?? path, key)
    }
    const { mac, told } = nameOf(guest, store)
    const own = TOLD.flatMap(
      (key) =>
        values
          .get(key)
          ?.texts.slice(-1)
          .map((text) => [key, text]) ?? [],
    )
    return { guest, mac, told: { ...told, ...Object.fromEntries(own) }, line: lineOf(place), expected }
  })
}

/** The guest's MAC, and what DHCP would say to it according to the store of hosts. */
function nameOf(guest: string, store: string | null): { mac: string; told: Values } {
  const mac = parseMac(guest)
  if (mac !== null) return { mac, told: {} }
  const words = { ...parseGuestWords([]), host: guest }
  const { guest: named, settings } = resolveHost(words, { store, stateDir: null }, null)
  return { mac: named.mac as string, told: settings.inTree }
}

const lineOf = (place: string | null): number => Number(/:(\d+)$/.exec(place ?? '')?.[1] ?? 1)

function unknownKey(place: string, key: string): BootError {
  const keys = [...EXPECTED, ...TOLD]
  const guess = nearest(key, keys)
  return usage(
    place,
    `unknown key "${key}"`,
    guess === null ? `the keys are ${keys.join(', ')}` : `did you mean ${guess}?`,
  )
}

function usage(place: string, what: string, hint: string): BootError {
  return new BootError('E_USAGE', { what: `${place}: ${what}`, hint })
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new BootError('E_USAGE', { what: `cannot read the expectations ${path}: ${code}`, cause })
  }
}
