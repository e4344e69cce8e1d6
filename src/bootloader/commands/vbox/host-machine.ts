/** A VirtualBox machine that is a host of the store. */

import { DEFAULT_STORE } from '../../../paths.ts'
import type { CreateWords } from './read-create.ts'

type Said = Partial<Pick<CreateWords, 'mac' | 'cpus' | 'memory'>>

/** A host of the store as a machine to create. */
export interface HostMachine {
  name: string
  /** The machine's properties: those `given` on the command line, else the store's. */
  said(given: Said): Said
  /** Writes a MAC that VirtualBox chose into the store, if the host has none. */
  noteMac(mac: string): Promise<void>
}

/** `path`: the store; undefined: the default one. Throws as readStore does, and E_HOSTS_NOT_FOUND. */
export async function hostMachine(name: string, path: string = DEFAULT_STORE): Promise<HostMachine> {
  const { effective, findHost, readStore, setHosts } = await import('../../../hosts/index.ts')
  const store = readStore(path)
  const host = findHost(store, name)
  const value = (key: string) => effective(store, host, key)?.value
  return {
    name: host.name,
    said: ({ mac, cpus, memory }) => ({
      mac: mac ?? host.mac ?? undefined,
      cpus: cpus ?? value('cpus'),
      memory: memory ?? value('memory'),
    }),
    async noteMac(mac) {
      if (host.mac === null) await setHosts(path, [host.name], [['mac', mac]])
    },
  }
}
