/** Changes hosts of the store. */

import { parseMac } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import { nearest } from '../nearest.ts'
import { type KeyEdit, removeSections, renameSection, setKeys } from './edit-ini.ts'
import { editStore } from './edit-store.ts'
import { findHost, refuseTaken } from './find-host.ts'
import type { Host, HostStore } from './store.ts'
import { keysOf, ruleOf } from './store-keys.ts'

/** A key of [host] and its value; null: the key is removed. */
export type Setting = KeyEdit

/** Reads `KEY=VALUE`, or `KEY=` for a key to remove; a MAC becomes lower case. Throws E_USAGE for unknown keys. */
export function parseSetting(word: string): Setting {
  const at = word.indexOf('=')
  const key = word.slice(0, Math.max(at, 0)).trim()
  const value = word.slice(at + 1).trim()
  if (at < 1) throw new BootError('E_USAGE', { what: `${word} is not KEY=VALUE` })
  const rule = ruleOf('host', key)
  if (rule === null) {
    const guess = nearest(key, keysOf('host'))
    throw new BootError('E_USAGE', {
      what: `a host has no key ${key}`,
      hint:
        guess === null
          ? `its keys are ${keysOf('host').join(', ')}, option-N, x-ANY`
          : `did you mean ${guess}?`,
    })
  }
  if (value !== '' && !rule.accepts(value))
    throw new BootError('E_USAGE', {
      what: `${key}=${value} is not a valid value`,
      hint: `${key} is ${rule.form}`,
    })
  if (value === '') return [key, null]
  return [key, key === 'mac' ? parseMac(value) : value]
}

/** Sets keys of the hosts, in one edit. Throws as editStore does, and E_HOSTS_NOT_FOUND. */
export async function setHosts(
  path: string,
  names: readonly string[],
  settings: readonly Setting[],
): Promise<{ store: HostStore; hosts: Host[] }> {
  let found: string[] = []
  const store = await editStore(path, (ini, before) => {
    found = names.map((name) => findHost(before, name).name)
    return setKeys(
      ini,
      found.map((name) => `host "${name}"`),
      settings,
    )
  })
  return { store, hosts: found.flatMap((name) => store.byName.get(name) ?? []) }
}

/** Gives a host another name. Throws as editStore does, and E_HOSTS_NOT_FOUND. */
export async function renameHost(path: string, from: string, to: string): Promise<HostStore> {
  if (parseMac(to) !== null)
    throw new BootError('E_USAGE', {
      what: `a host cannot be named ${to}, which is a MAC address`,
      hint: 'its MAC is its key mac: tspxeboot hosts set NAME mac=MAC',
    })
  return editStore(path, (ini, store) => {
    const host = findHost(store, from)
    refuseTaken(
      store.hosts.filter((other) => other !== host),
      [to],
    )
    return renameSection(ini, `host "${host.name}"`, `host "${to}"`)
  })
}

/** Removes hosts, all or none. Resolves with their names. Throws as editStore does, and E_HOSTS_NOT_FOUND. */
export async function removeHosts(path: string, names: readonly string[]): Promise<string[]> {
  let found: string[] = []
  await editStore(path, (ini, store) => {
    found = [...new Set(names.map((name) => findHost(store, name).name))]
    return removeSections(
      ini,
      found.map((name) => `host "${name}"`),
    )
  })
  return found
}
