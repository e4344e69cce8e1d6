/**
 * Resolves host names to IPv4 addresses: with the lease's DNS servers where there is a lease, else with the host's own.
 * The two are never mixed.
 */

import * as dns from 'node:dns/promises'
import { isIpv4 } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import type { FetchEvent } from './events.ts'

/** Which DNS servers resolve names, and which addresses are allowed. */
export interface ResolverOptions {
  /** DNS servers; null: the host's own configuration. */
  dnsServers: readonly string[] | null
  /** Refuse loopback and link-local addresses, given or resolved: they lead to services of this host. */
  refuseLocal: boolean
}

/** Finds the addresses of servers. */
export interface Resolver {
  /**
   * First address of `name`; an address is returned as it is. Throws E_FETCH_NOT_FOUND, E_FETCH_TIMEOUT, and
   * E_FETCH_DENIED for an address that is refused.
   */
  resolve(name: string, signal: AbortSignal): Promise<string>
}

/** Makes a resolver, which remembers its answers. `onEvent` gets a NameResolved for each name that was looked up. */
export function createResolver(
  { dnsServers, refuseLocal }: ResolverOptions,
  onEvent: (event: FetchEvent) => void = () => {},
): Resolver {
  const known = new Map<string, Promise<string>>()

  function permitted(address: string, name: string): string {
    if (!refuseLocal || !isLocal(address)) return address
    throw new BootError('E_FETCH_DENIED', {
      what: `a boot file on ${name === address ? address : `${name} (${address})`}, which is this host itself`,
      reason: 'this-host',
      hint: 'with --network=host, files come from addresses of the network alone, not from loopback or 169.254.0.0/16',
    })
  }

  async function look(name: string, signal: AbortSignal): Promise<string> {
    const started = performance.now()
    const address = await lookUp(name, dnsServers, signal)
    onEvent({ event: 'NameResolved', name, address, ms: Math.round(performance.now() - started) })
    return address
  }

  return {
    async resolve(name, signal) {
      if (isIpv4(name)) return permitted(name, name)
      const answer = known.get(name) ?? look(name, signal)
      known.set(name, answer)
      const address = await answer.catch((error) => {
        known.delete(name)
        throw error
      })
      return permitted(address, name)
    },
  }
}

/** Loopback, link-local (RFC 3927; clouds keep their metadata service there) and "this host" (RFC 1122 3.2.1.3). */
function isLocal(address: string): boolean {
  return /^(0|127|169\.254)\./.test(address)
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
