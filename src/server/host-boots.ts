/**
 * Adds names of hosts to events, and notices the end of their boots: a host that has downloaded its kernel has booted, and
 * an installer reports it itself.
 */

import { parseBootUrl } from '../boot-url.ts'
import { effectiveText, type Host, type HostStore, readHostState } from '../hosts/index.ts'
import { bootEnded } from '../hosts/outputs/index.ts'
import { treePath } from '../tftp-fetch/index.ts'
import type { LeaseBook } from './dhcp/index.ts'
import type { ServerEvent } from './events.ts'
import type { LiveSettings } from './live-settings.ts'
import { hostAt, nameHost } from './name-hosts.ts'
import { reasonOf } from './service.ts'

/** What `serve` calls. */
export interface HostBoots {
  /** Passes an event on with the host's name, and records the boot of a host that was sent its kernel. */
  onEvent(event: ServerEvent): void
  /**
   * The client at that address reports that it has booted, with the token of its order. Resolves with the host's name;
   * null: the report is not accepted.
   */
  onBooted(client: string, token: string): Promise<string | null>
}

/** What cannot be recorded or written becomes an event, and the server goes on. */
export function hostBoots(
  live: LiveSettings,
  book: LeaseBook,
  tell: (event: ServerEvent) => void,
): HostBoots {
  const end = async (
    { name }: Host,
    { path }: HostStore,
    how: { by: 'serve' | 'installer'; what: string },
  ): Promise<void> => {
    const warn = (reason: string) => tell({ event: 'BootNotNoted', host: name, reason })
    try {
      const applied = await bootEnded(path, live.folder, { name, outcome: 'boot', ...how }, warn)
      if (applied !== null)
        tell({ event: 'BootSpent', host: name, by: how.by, written: applied.written.length })
    } catch (error) {
      warn(reasonOf(error))
    }
  }
  return {
    onEvent(event) {
      const store = live.store()
      if (store === null) return tell(event)
      tell(nameHost(event, store, book))
      if (event.event !== 'FileSent' || event.bytes === 0) return
      const host = hostAt(event.client, store, book)
      const kernel = host && kernelOf(host, store)
      if (host && kernel && inTree(kernel) === treePath(event.name))
        end(host, store, { by: 'serve', what: kernel })
    },
    async onBooted(client, token) {
      const store = live.store()
      const host = store === null ? undefined : hostAt(client, store, book)
      if (store === null || host === undefined) return null
      const { once } = readHostState(live.folder, host.name)
      if (once === null || once.spent !== null || once.token !== token) return null
      await end(host, store, { by: 'installer', what: 'booted-url' })
      return host.name
    },
  }
}

function kernelOf(host: Host, store: HostStore): string | null {
  return host.boot === 'local' ? null : effectiveText(store, host, 'kernel')
}

/** A kernel of the store as a name below the root; null: it is outside. */
function inTree(kernel: string): string | null {
  return treePath(parseBootUrl(kernel)?.name ?? Buffer.from(kernel).toString('latin1'))
}
