/**
 * Site settings: /etc/tspxeboot.ini with a section [defaults] and sections [guest "MAC"], keys named like the long
 * options.
 */

import { readFileSync } from 'node:fs'
import { parseMac } from '../../addresses.ts'
import { BootError } from '../../boot-error.ts'
import type { Section } from '../../hosts/index.ts'
import { nearest } from '../../nearest.ts'
import type { Option, OptionTable, Values } from '../command.ts'
import { settableOptions } from '../request/options.ts'

/** Read if it exists and --config names no other. */
export const DEFAULT_SETTINGS_FILE = '/etc/tspxeboot.ini'

const OPTIONS: OptionTable = settableOptions

/** The settings, by option names. */
export interface SiteSettings {
  defaults: Values
  /** By MAC. */
  guests: ReadonlyMap<string, Values>
}

/**
 * The settings for the options in `keys`. `file` null: the default file, which need not exist.
 * Throws E_USAGE for an unreadable file, an unknown section or key, or a value that the option does not take.
 */
export async function siteSettings(file: string | null, keys: ReadonlySet<string>): Promise<SiteSettings> {
  const path = file ?? DEFAULT_SETTINGS_FILE
  const bytes = readSettings(path, file !== null)
  const guests = new Map<string, Values>()
  const defaults: Values = {}
  if (bytes === null) return { defaults, guests }
  const { parseIni, sectionsOf } = await import('../../hosts/index.ts')
  for (const section of sectionsOf(parseIni(path, bytes, 'E_USAGE'))) {
    const name = section.title
    const sectionOf = /^guest\s+"?([^"]+?)"?$/.exec(name)?.[1]
    if (name === '') throw bad(path, `unknown key outside a section ${JSON.stringify(firstKey(section))}`)
    if (name !== 'defaults' && sectionOf === undefined)
      throw bad(path, `unknown section ${JSON.stringify(name)}`)
    const sectionMac = sectionOf === undefined ? null : parseMac(sectionOf)
    if (sectionOf !== undefined && sectionMac === null)
      throw bad(path, `section [${name}] names no MAC address`)
    const values = readSection(path, section)
    const known = Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)))
    if (sectionMac === null) Object.assign(defaults, known)
    else guests.set(sectionMac, { ...guests.get(sectionMac), ...known })
  }
  return { defaults, guests }
}

function readSettings(path: string, required: boolean): Buffer | null {
  try {
    return readFileSync(path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' && !required) return null
    throw new BootError('E_USAGE', { what: `cannot read the site settings ${path}: ${code}`, cause })
  }
}

function firstKey({ values }: Section): string | undefined {
  return values.keys().next().value
}

function readSection(path: string, { title, values }: Section): Values {
  return Object.fromEntries(
    Array.from(values, ([key, { texts }]) => {
      const option = Object.hasOwn(OPTIONS, key) && key !== 'config' ? OPTIONS[key] : undefined
      if (option === undefined) {
        const guess = key === 'config' ? null : nearest(key, Object.keys(OPTIONS))
        throw bad(
          path,
          `unknown key ${JSON.stringify(key)} in [${title}]`,
          guess === null ? undefined : `did you mean ${guess}?`,
        )
      }
      return [key, readValue(option, texts, (what) => bad(path, `${key} in [${title}] ${what}`))]
    }),
  )
}

/** A list may be written as `key[] = ...` lines or as one value; of other keys the last line counts. */
function readValue(
  { type, array, choices }: Option,
  values: readonly string[],
  wrong: (what: string) => BootError,
): string | boolean | string[] {
  const last = values.at(-1) ?? ''
  if (type === 'boolean') {
    if (last !== 'true' && last !== 'false') throw wrong(`is true or false, not ${JSON.stringify(last)}`)
    return last === 'true'
  }
  if (array) return [...values]
  if (choices?.includes(last) === false)
    throw wrong(`is one of ${choices.join(', ')}, not ${JSON.stringify(last)}`)
  return last
}

function bad(
  path: string,
  what: string,
  hint = 'the keys are the long options of tspxeboot --help, in [defaults] or [guest "MAC"]',
): BootError {
  return new BootError('E_USAGE', { what: `${path}: ${what}`, hint })
}
