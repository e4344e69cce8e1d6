/** Looks up a guest that is named as a host of the store: its MAC, and what the store says about its network. */

import { existsSync } from 'node:fs'
import { netmaskOf } from '../../addresses.ts'
import { BootError } from '../../boot-error.ts'
import {
  effectiveText,
  findHost,
  type Host,
  type HostStore,
  readStore,
  stateFolder,
  withStates,
} from '../../hosts/index.ts'
import { ARCHITECTURES_OF, dhcpValues } from '../../hosts/outputs/index.ts'
import { DEFAULT_STATE_DIR, DEFAULT_STORE } from '../../paths.ts'
import type { HostsPlace } from '../boot-task.ts'
import type { Values } from '../command.ts'
import type { GuestWords } from '../request/guest-words.ts'

/**
 * `place`: the store, and its state, which says whether the host's one-time boot is over. `arch`: the value of --arch;
 * null: BIOS. The returned settings are options with the lowest precedence. Throws as readStore does, E_HOSTS_NOT_FOUND for an unknown host or one without a MAC, and
 * E_USAGE if there is no store.
 */
export function resolveHost(
  words: GuestWords & { host: string },
  place: HostsPlace,
  arch: string | null,
): { guest: GuestWords; settings: { onNetwork: Values; inTree: Values } } {
  const path = place.store ?? DEFAULT_STORE
  if (place.store === null && !existsSync(path)) throw noStore(words.host)
  const store = withStates(readStore(path), stateFolder(place.stateDir ?? DEFAULT_STATE_DIR, path))
  const host = findHost(store, words.host)
  if (host.mac === null)
    throw new BootError('E_HOSTS_NOT_FOUND', {
      what: `host ${host.name} has no MAC address (${host.section.place})`,
      hint: `tspxeboot hosts set ${host.name} mac=MAC`,
    })
  if (words.mac !== null && words.mac !== host.mac)
    throw new BootError('E_USAGE', {
      what: `mac=${words.mac} and host=${host.name}, which has ${host.mac}, name two guests`,
      hint: 'give one of them',
    })
  const value = (key: string) => effectiveText(store, host, key)
  return {
    guest: { ...words, mac: host.mac },
    settings: {
      onNetwork: given({ bridge: value('bridge') }),
      inTree: given({ ...toldByDhcp(store, host, arch), 'grub-prefix': value('grub-prefix') }),
    },
  }
}

/** What DHCP tells the host, by names of options. */
function toldByDhcp(store: HostStore, host: Host, arch: string | null): Record<string, string | null> {
  const { bootFile, bootFiles, gateway, nextServer, options } = dhcpValues(store, host)
  const network = store.networks.get(host.network ?? '')
  const option = (code: number): string | null => {
    const said = options.get(code)
    return said?.kind === 'text' ? said.text : null
  }
  const kinds = Object.keys(ARCHITECTURES_OF) as (keyof typeof ARCHITECTURES_OF)[]
  const kind = kinds.find((name) => name === arch || ARCHITECTURES_OF[name].includes(Number(arch)))
  return {
    ip: host.ip,
    netmask: network === undefined ? null : netmaskOf(network.subnet.prefixLength),
    gateway,
    // The store does not say who the DHCP server is.
    server: nextServer,
    'next-server': nextServer,
    bootfile: (kind === undefined ? undefined : bootFiles.get(kind)) ?? bootFile,
    'ipxe-bootfile': bootFiles.get('ipxe') ?? null,
    'config-file': option(209),
    'path-prefix': option(210),
  }
}

function given(values: Record<string, string | null>): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Values
}

function noStore(host: string): BootError {
  return new BootError('E_USAGE', {
    what: `${JSON.stringify(host)} is not a MAC address, and there is no store of hosts ${DEFAULT_STORE}`,
    hint: 'write six hexadecimal bytes, as in 00:16:3e:11:22:33, or name the store with --hosts',
  })
}
