/** Lists every file that the store describes, output by output. */

import { BootError } from '../../boot-error.ts'
import type { HostStore } from '../store.ts'
import type { OutputName } from '../store-keys.ts'
import { bootServerFiles, type Sources } from './boot-server.ts'
import { type DhcpGroup, dhcpGroups } from './dhcp-values.ts'
import { dhcpdText } from './dhcpd.ts'
import { dnsText } from './dns.ts'
import { dnsmasqHosts, dnsmasqOptions } from './dnsmasq.ts'
import { header } from './header.ts'
import { keaReservations } from './kea.ts'
import { libvirtText } from './libvirt.ts'
import type { Outputs } from './settings.ts'
import type { WrittenFile } from './written-file.ts'

/**
 * The files of all outputs, no path twice. libvirt reads no file, so what it has is kept in `stateFolder`. Throws
 * E_HOSTS_INVALID if an output cannot express what the store says.
 */
export function wantedFiles(
  store: HostStore,
  outputs: Outputs,
  { stateFolder, ...sources }: Sources & { stateFolder: string },
): WrittenFile[] {
  const { pxelinux, dnsmasq, dhcpd, kea, dns, libvirt } = outputs
  const groups = dnsmasq === null && dhcpd === null ? [] : dhcpGroups(store)
  const file = (
    output: OutputName,
    path: string | null,
    comment: string,
    text: () => string,
  ): WrittenFile[] =>
    path === null ? [] : [{ output, path, text: header(comment, store.path) + text(), configuration: null }]
  const files = [
    ...(pxelinux === null ? [] : bootServerFiles(store, pxelinux.root, sources)),
    ...file('dnsmasq', dnsmasq?.hostsFile ?? null, '#', () => dnsmasqHosts(groups)),
    ...file('dnsmasq', dnsmasq?.optionsFile ?? null, '#', () => dnsmasqOptions(groups, store.networks.size)),
    ...file('dhcpd', dhcpd?.include ?? null, '#', () => dhcpdText(groups)),
    ...(kea === null
      ? []
      : Array.from(keaFiles(store, kea.include), ([path, ofNetwork]) =>
          file('kea', path, '//', () => keaReservations(ofNetwork)),
        ).flat()),
    ...file('dns', dns?.file ?? null, '#', () => dnsText(store)),
    ...file(
      'libvirt',
      libvirt && `${stateFolder}/libvirt.xml`,
      '<!--',
      () => `-->\n${libvirtText(libvirt?.network ?? '', store.hosts)}`,
    ),
  ]
  refuseTwice(files)
  return files
}

/** A file for each network, with the reservations of its subnet. */
function keaFiles(store: HostStore, include: string): Map<string, DhcpGroup[]> {
  return new Map(
    Array.from(store.networks.keys(), (network) => [
      include.replaceAll('%n', network),
      dhcpGroups(
        store,
        store.hosts.filter((host) => host.network === network),
      ),
    ]),
  )
}

function refuseTwice(files: readonly WrittenFile[]): void {
  const seen = new Map<string, WrittenFile>()
  for (const file of files) {
    const other = seen.get(file.path)
    if (other !== undefined)
      throw new BootError('E_HOSTS_INVALID', {
        what: `${file.path} would be written twice: for ${ownerOf(other)} and for ${ownerOf(file)}`,
      })
    seen.set(file.path, file)
  }
}

function ownerOf({ output, configuration }: WrittenFile): string {
  return configuration === null ? `the output ${output}` : `host ${configuration.host.name}`
}
