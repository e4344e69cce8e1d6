/** One `fetch(url, sink, signal)` for every file of a boot: a table from URL scheme to transport, with limits around it. */

import { BootError } from '../boot-error.ts'
import { parseBootUrl } from '../boot-url.ts'
import { fetchedSchemes, type Scheme, schemeOf } from '../url-schemes.ts'
import {
  Enough,
  type Fetched,
  type Fetcher,
  type FetcherOptions,
  type Job,
  type Probed,
  type Receiver,
  type Transport,
} from './fetcher.ts'
import { type Limited, limitedReceiver } from './receiver.ts'
import { createResolver } from './resolver.ts'
import { tftpTransport } from './tftp/index.ts'
import { treeTransport } from './tree.ts'

export type { FetchEvent } from './events.ts'
export type { Fetched, Fetcher, FetcherOptions, Probed, Sink } from './fetcher.ts'
export { DEFAULT_FETCHER_OPTIONS } from './fetcher.ts'
export { fileSink } from './file-sink.ts'
export {
  type ByteReader,
  bufferReader,
  checkKernel,
  descriptorReader,
  type KernelFormat,
  refuseForeignKernel,
} from './kernel/index.ts'
export { fetchBytes, fetchHead } from './memory-sink.ts'
export { createResolver } from './resolver.ts'
export { treePath } from './tree.ts'

/** Makes a fetcher, which remembers what it learns about servers and names for as long as it lives. */
export function createFetcher(options: FetcherOptions): Fetcher {
  const transportOf = transports(options)
  const resolver = createResolver(options, options.onEvent)

  async function run<T>(
    url: string,
    write: Receiver['write'],
    signal: AbortSignal,
    work: (transport: Transport, job: Job, receiver: Limited) => Promise<T>,
    more: { form?: string; cameFrom?: (url: string) => void } = {},
  ): Promise<T> {
    signal.throwIfAborted()
    const started = performance.now()
    const elapsed = () => Math.round(performance.now() - started)
    const receiver = limitedReceiver(url, { write }, options, signal)
    const finished = (): void => {
      const { bytes, retries } = receiver
      options.onEvent({ event: 'FetchFinished', url, bytes, ms: elapsed(), retries })
    }
    try {
      const parts = parseBootUrl(url)
      const scheme = schemeOf(parts?.scheme ?? '')
      const transport = scheme && transportOf(scheme)
      if (parts === null || transport === null) throw unsupported(url, parts?.scheme ?? null, options)
      options.onEvent({ event: 'FetchStarted', url })
      const form = more.form === undefined ? {} : { form: more.form }
      const job: Job = { url, parts, signal: receiver.signal, options, resolver, ...form }
      const result = await work(transport, job, receiver).finally(() => {
        if (job.redirectedTo !== undefined) more.cameFrom?.(job.redirectedTo)
      })
      finished()
      return result
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof Enough) {
        finished()
        throw error
      }
      const failure = receiver.signal.aborted ? receiver.signal.reason : error
      const code = failure instanceof BootError ? failure.code : 'E_FETCH_PROTOCOL'
      const message = failure instanceof Error ? failure.message : String(failure)
      options.onEvent({ event: 'FetchFailed', url, code, message, bytes: receiver.bytes, ms: elapsed() })
      throw failure
    } finally {
      receiver.close()
    }
  }

  return {
    fetch(url, sink, signal, form) {
      return run(
        url,
        (chunk) => sink.write(chunk),
        signal,
        async (transport, job, receiver): Promise<Fetched> => {
          await transport.fetch(job, receiver)
          receiver.complete()
          return { url, bytes: receiver.bytes }
        },
        { ...(form === undefined ? {} : { form }), cameFrom: (place) => sink.cameFrom?.(place) },
      )
    },
    probe(url, signal) {
      return run(
        url,
        () => {},
        signal,
        (transport, job): Promise<Probed> => transport.probe(job),
      )
    },
  }
}

/** Finds the transport of a scheme; null: there is none. A tree has the files of every scheme. */
function transports({ tree }: FetcherOptions): (scheme: Scheme) => Transport | null {
  if (tree !== null) {
    const files = treeTransport(tree)
    return () => files
  }
  const network = { tftp: tftpTransport(), http: httpWhenWanted }
  return ({ transport }) => (transport === null ? null : network[transport])
}

/** Loads HTTP on first use: most boots use only TFTP, and Node's HTTP and TLS take longer to load than all of TFTP. */
const httpWhenWanted: Transport = {
  fetch: async (job, receiver) => (await import('./http/index.ts')).httpTransport.fetch(job, receiver),
  probe: async (job) => (await import('./http/index.ts')).httpTransport.probe(job),
}

function unsupported(url: string, scheme: string | null, { tree }: FetcherOptions): BootError {
  if (scheme === null) return new BootError('E_UNSUPPORTED', { what: `${url} is not a URL` })
  if (scheme === 'file' && tree === null) {
    return new BootError('E_UNSUPPORTED', {
      what: `${url}: a boot configuration may not name files of the host`,
    })
  }
  return new BootError('E_UNSUPPORTED', {
    what: `${url}: ${scheme}:// is not supported`,
    hint: `boot files come by ${fetchedSchemes().join(', ')}`,
  })
}
