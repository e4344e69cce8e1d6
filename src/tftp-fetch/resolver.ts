/** Host names to IPv4 addresses: by the lease's DNS servers where there is a lease, never mixed with the host's. */

import * as dns from 'node:dns/promises'
import { isIpv4 } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import type { FetchEvent } from './events.ts'

export interface Resolver {
  /** First address of `name`; an address stands for itself. Throws E_FETCH_NOT_FOUND, E_FETCH_TIMEOUT. */
  resolve(name: string, signal: AbortSignal): Promise<string>
}

/** A resolver over `dnsServers`, or over the host's own configuration where that is null. Answers are kept. */
export function createResolver(
  dnsServers: readonly string[] | null,
  onEvent: (event: FetchEvent) => void = () => {},
): Resolver {
  const known = new Map<string, Promise<string>>()

  async function look(name: string, signal: AbortSignal): Promise<string> {
    const started = performance.now()
    const address = await lookUp(name, dnsServers, signal)
    onEvent({ event: 'NameResolved', name, address, ms: Math.round(performance.now() - started) })
    return address
  }

  return {
    async resolve(name, signal) {
      if (isIpv4(name)) return name
      const answer = known.get(name) ?? look(name, signal)
      known.set(name, answer)
      return answer.catch((error) => {
        known.delete(name)
        throw error
      })
    },
  }
}

async function lookUp(name: string, servers: readonly string[] | null, signal: AbortSignal): Promise<string> {
  const asked = servers === null ? "the host's resolver" : `DNS server ${servers.join(', ')}`
  if (name === '') throw new BootError('E_FETCH_NOT_FOUND', { what: 'a URL without a server name' })
  if (servers !== null && servers.length === 0) {
    throw new BootError('E_FETCH_NOT_FOUND', {
      what: `cannot resolve ${name}: the lease names no DNS server`,
      hint: 'give the DHCP server option 6, or use an address in place of the name',
    })
  }
  const resolver = new dns.Resolver({ timeout: 2000, tries: 2 })
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    if (servers === null) return (await dns.lookup(name, 4)).address
    resolver.setServers(servers)
    const [address] = await resolver.resolve4(name)
    if (address !== undefined) return address
  } catch (error) {
    signal.throwIfAborted()
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    if (code !== 'ENOTFOUND' && code !== 'ENODATA') {
      throw new BootError(code === 'ETIMEOUT' ? 'E_FETCH_TIMEOUT' : 'E_FETCH_PROTOCOL', {
        what: `cannot resolve ${name}: ${asked} ${code === 'ETIMEOUT' ? 'does not answer' : `failed (${code})`}`,
        cause: error,
      })
    }
  } finally {
    signal.removeEventListener('abort', cancel)
  }
  throw new BootError('E_FETCH_NOT_FOUND', {
    what: `cannot resolve ${name}: ${asked} knows no IPv4 address for it`,
  })
}
