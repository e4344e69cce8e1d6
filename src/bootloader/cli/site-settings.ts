/**
 * Site settings: /etc/tspxeboot.ini with a section [defaults] and sections [guest "MAC"], keys named as the long
 * options. They become words in front of the command line's own, so what a person types wins.
 */

import { readFileSync } from 'node:fs'
import { parseMac } from '../../addresses.ts'
import { BootError } from '../../boot-error.ts'
import { nearest } from './nearest.ts'
import { settableOptions } from './options.ts'
import { silencedBy } from './said-options.ts'

export const DEFAULT_SETTINGS_FILE = '/etc/tspxeboot.ini'

type Section = Record<string, unknown>

/** The words of each key of a section. */
type KeyWords = [key: string, words: string[]][]

/** The call that the settings are for: the options that its command has (`known`), and those that it says itself. */
export interface SettingsCall {
  mac: string | null
  known: ReadonlySet<string>
  said: ReadonlySet<string>
}

/**
 * The file's words for a guest, as `--key=value`: those of [defaults] first, then the guest's own, without what is said
 * in another way nearer to the call. `file` null: the default file, which need not be there.
 * Throws E_USAGE for an unreadable file, an unknown section or key, or a value that is not one.
 */
export async function siteSettings(
  file: string | null,
  { mac, known, said }: SettingsCall,
): Promise<string[]> {
  const path = file ?? DEFAULT_SETTINGS_FILE
  const text = readSettings(path, file !== null)
  if (text === null) return []
  const { default: ini } = await import('ini')
  const sections = ini.parse(text) as Record<string, unknown>
  const defaults: KeyWords = []
  const guests: KeyWords = []
  for (const [name, section] of Object.entries(sections)) {
    const guest = /^guest\s+"?([^"]+?)"?$/.exec(name)?.[1]
    if (typeof section !== 'object' || section === null || (name !== 'defaults' && guest === undefined)) {
      throw bad(
        path,
        `unknown ${typeof section === 'object' ? 'section' : 'key outside a section'} ${JSON.stringify(name)}`,
      )
    }
    const sectionMac = guest === undefined ? null : parseMac(guest)
    if (guest !== undefined && sectionMac === null) throw bad(path, `section [${name}] names no MAC address`)
    const words = sectionWords(path, name, section as Section, known)
    if (name === 'defaults') defaults.push(...words)
    else if (sectionMac === mac) guests.push(...words)
  }
  const saidOfGuest = new Set([...said, ...guests.map(([key]) => key)])
  return [...without(silencedBy(saidOfGuest), defaults), ...without(silencedBy(said), guests)]
}

function without(silenced: ReadonlySet<string>, section: KeyWords): string[] {
  return section.filter(([key]) => !silenced.has(key)).flatMap(([, words]) => words)
}

function readSettings(path: string, required: boolean): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' && !required) return null
    throw new BootError('E_USAGE', { what: `cannot read the site settings ${path}: ${code}`, cause })
  }
}

function sectionWords(path: string, name: string, section: Section, known: ReadonlySet<string>): KeyWords {
  return Object.entries(section).flatMap(([key, value]): KeyWords => {
    const option = Object.hasOwn(settableOptions, key)
      ? settableOptions[key as keyof typeof settableOptions]
      : undefined
    if (option === undefined || key === 'config') {
      const guess = key === 'config' ? null : nearest(key, Object.keys(settableOptions))
      throw bad(
        path,
        `unknown key ${JSON.stringify(key)} in [${name}]`,
        guess === null ? undefined : `did you mean ${guess}?`,
      )
    }
    if (!known.has(key)) return []
    const values = Array.isArray(value) ? value : [value]
    if (option.type === 'boolean') {
      if (typeof value !== 'boolean')
        throw bad(path, `${key} in [${name}] is true or false, not ${JSON.stringify(value)}`)
      return [[key, value ? [`--${key}`] : []]]
    }
    return [[key, values.map((one) => `--${key}=${one}`)]]
  })
}

function bad(
  path: string,
  what: string,
  hint = 'the keys are the long options of tspxeboot --help, in [defaults] or [guest "MAC"]',
): BootError {
  return new BootError('E_USAGE', { what: `${path}: ${what}`, hint })
}
