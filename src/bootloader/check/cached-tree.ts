/** A boot tree for `check`, in which each file is looked at once. */

import { isNotThere } from '../../absent-file.ts'
import { BootError } from '../../boot-error.ts'
import { parseBootUrl } from '../../boot-url.ts'
import { CONFIG_LIMITS, type PxeHost } from '../../pxecfg-parser/index.ts'
import {
  bufferReader,
  checkKernel,
  createFetcher,
  DEFAULT_FETCHER_OPTIONS,
  type Fetcher,
  fetchBytes,
  fetchHead,
} from '../../tftp-fetch/index.ts'

/** The address of the server whose root the tree is (for documentation, RFC 5737). */
export const SERVER = '192.0.2.1'

/** The path from the tree's root of a name as it goes to the server. */
export const inTree = (name: string): string => name.replace(/^\/+/, '')

/** Whether a URL is on the server whose root the tree is. */
export const isOfTree = (url: string): boolean => parseBootUrl(url)?.host === SERVER

/** What a file is for. */
export interface FileUse {
  isKernel: boolean
  mayBeEmpty: boolean
}

/** A tree whose files are looked at once each. */
export interface CachedTree {
  /** What a boot program plays on. */
  host: PxeHost
  /** What is wrong with the file; null: nothing. */
  problem(url: string, use: FileUse): Promise<{ code: string; message: string } | null>
}

/** Ten thousand configurations may name the same few files. */
export function cachedTree(directory: string, signal: AbortSignal): CachedTree {
  const fetcher = createFetcher({ ...DEFAULT_FETCHER_OPTIONS, tree: directory })
  const texts = new Map<string, Promise<Uint8Array>>()
  const problems = new Map<string, ReturnType<CachedTree['problem']>>()
  const cached = <T>(known: Map<string, T>, key: string, make: () => T): T => {
    const value = known.get(key) ?? make()
    known.set(key, value)
    return value
  }
  const text = (url: string) =>
    cached(texts, url, () => fetchBytes(fetcher, url, CONFIG_LIMITS.bytes, signal).catch(notHere(url)))
  return {
    host: {
      read: async ({ url }) => ({ bytes: await text(url) }),
      head: async ({ url }, { maxBytes }) => ({
        bytes: await fetchHead(fetcher, url, maxBytes, signal).catch(notHere(url)),
      }),
      // Nothing is known about other servers.
      probe: async ({ url }) => (isOfTree(url) ? fetcher.probe(url, signal) : { bytes: null }),
      choose: null,
      boot: async () => {},
      onEvent: () => {},
    },
    problem: (url, use) =>
      cached(problems, JSON.stringify([url, use]), () => look(fetcher, url, use, signal)),
  }
}

/** Files of other servers are errors of their own, because they may exist nevertheless. */
function notHere(url: string) {
  return (error: unknown): never => {
    if (isOfTree(url) || !isNotThere(error)) throw error
    throw new BootError('E_UNSUPPORTED', {
      what: `${url} is on another server, and not in this tree`,
      cause: error,
    })
  }
}

async function look(fetcher: Fetcher, url: string, { isKernel, mayBeEmpty }: FileUse, signal: AbortSignal) {
  const { maxSize } = DEFAULT_FETCHER_OPTIONS
  try {
    const { bytes } = await fetcher.probe(url, signal)
    if (bytes === 0 && !mayBeEmpty)
      return { code: 'file-missing', message: `${url} is empty, which counts as missing` }
    if (isKernel)
      await checkKernel(bufferReader(Buffer.from(await fetchBytes(fetcher, url, maxSize, signal))), url)
    return null
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    return { code: isNotThere(error) ? 'file-missing' : error.code, message: error.message }
  }
}
