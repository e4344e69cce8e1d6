/** The values of a host by the names that templates and answer files use. */

import { netmaskOf } from '../../addresses.ts'
import { bootProfile, effectiveText, type Host, type HostStore } from '../store.ts'
import { rootArgs } from './host-boot.ts'

/** Values by name; empty if the store has none. `x-ANY` only as the host has them. `bootedUrl`: null: none. */
export function templateValues(
  store: HostStore,
  host: Host,
  bootedUrl: string | null,
): ReadonlyMap<string, string> {
  const text = (key: string): string => effectiveText(store, host, key) ?? ''
  const network = host.network === null ? undefined : store.networks.get(host.network)
  return new Map([
    ['name', host.name],
    ['mac', host.mac ?? ''],
    ['mac-dashes', (host.mac ?? '').replaceAll(':', '-')],
    ['ip', host.ip ?? ''],
    ['netmask', network === undefined ? '' : netmaskOf(network.subnet.prefixLength)],
    ['gateway', text('gateway')],
    ['dns', text('dns')],
    ['domain', text('domain')],
    ['network', host.network ?? ''],
    ['profile', bootProfile(host) ?? host.profile ?? ''],
    ['kernel', text('kernel')],
    ['initrd', text('initrd')],
    ['append', text('append')],
    ['root', text('root')],
    ['root-args', rootArgs(text('root') || null)],
    ['server', text('next-server')],
    ['booted-url', bootedUrl ?? ''],
    ...Array.from(host.section.values, ([key, { text }]) => [key, text] as const).filter(([key]) =>
      key.startsWith('x-'),
    ),
  ])
}
