/** What `hosts add` and `hosts auto-add` share. */

import { BootError } from '../../../boot-error.ts'
import type { HostStore, HostValues, NewHosts } from '../../../hosts/index.ts'
import { hostKeyOptions } from './options.ts'
import { documentsOf, type HostsPlace } from './place.ts'
import { type AddressWords, takenMacs, withUnused } from './unused.ts'

/**
 * Adds hosts, without any state of earlier hosts of these names, and resolves with their documents. Throws as addHosts
 * does, and E_USAGE for invalid values.
 */
export async function addNew(
  { path, state, read }: HostsPlace,
  names: NewHosts['names'],
  values: ReadonlyMap<string, string>,
  words: AddressWords,
): Promise<HostValues[]> {
  const { addHosts, forgetHosts, parseSetting } = await import('../../../hosts/index.ts')
  const complete = values.get('root')?.startsWith('/') ? await withServer(values, read()) : values
  const settings = Array.from(complete, ([key, value]) => parseSetting(`${key}=${value}`))
  const given = new Map(settings.filter((setting): setting is [string, string] => setting[1] !== null))
  return withUnused(words, async (isUnused) => {
    const { store, added } = await addHosts(path, { names, values: given, takenMacs, isUnused })
    await forgetHosts(
      state,
      added.map(({ name }) => name),
    )
    return documentsOf(store, added)
  })
}

/** `values` with a root that is only a folder as that folder of the network's boot server. Throws E_USAGE without one. */
async function withServer(
  values: ReadonlyMap<string, string>,
  store: HostStore,
): Promise<ReadonlyMap<string, string>> {
  const { networkOfNew, textOf } = await import('../../../hosts/index.ts')
  const root = values.get('root')
  const { name, section } = networkOfNew(store, values.get('network'))
  const server = textOf(section, 'next-server')
  if (server === null)
    throw new BootError('E_USAGE', {
      what: `--root=${root} is a folder, but network ${name} has no next-server that would have it`,
      hint: 'write --root=nfs:SERVER:PATH',
    })
  return new Map(values).set('root', `nfs:${server}:${root}`)
}

/** A sentence for each host added. */
export function sayAdded(hosts: readonly HostValues[]): string[] {
  return hosts.map(({ name, mac, ip }) => `added ${name}: ${mac}${ip === null ? '' : `, ${ip}`}`)
}

/** The options that are keys of [host], if given. */
export function valuesOf(given: Partial<Record<string, unknown>>): Map<string, string> {
  const keys = Object.keys(hostKeyOptions)
  return new Map(
    keys.flatMap((key) => {
      const value = given[key]
      return typeof value === 'string' ? [[key, value] as const] : []
    }),
  )
}
