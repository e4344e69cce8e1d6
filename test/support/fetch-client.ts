// A process that does nothing but fetch, for tests and the bench: fetch-client OPTIONS [URL FILE]..., all side by side.
// OPTIONS is JSON: fetcher options, and `first`: a URL to fetch before, as a boot fetches its configuration.
// Prints what came of it as one line of JSON (FetchReport).
import { openSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { BootError } from '../../src/boot-error.ts'
import {
  createFetcher,
  DEFAULT_FETCHER_OPTIONS,
  type FetchEvent,
  type FetcherOptions,
  fetchBytes,
  fileSink,
} from '../../src/tftp-fetch/index.ts'

export interface FetchReport {
  /** From the first request for a file to the last byte written. */
  ms: number
  /** Largest resident memory of the process, KiB (VmHWM). */
  peakKib: number
  files: { bytes?: number; code?: string; message?: string }[]
  /** Without progress. */
  events: FetchEvent[]
}

async function main([optionText = '{}', ...words]: string[]): Promise<FetchReport> {
  const { first, ...options }: Partial<FetcherOptions> & { first?: string } = JSON.parse(optionText)
  const events: FetchEvent[] = []
  const onEvent = (event: FetchEvent) => {
    if (event.event !== 'FetchProgress') events.push(event)
  }
  const fetcher = createFetcher({ ...DEFAULT_FETCHER_OPTIONS, ...options, onEvent })
  const { signal } = new AbortController()
  if (first !== undefined) await fetchBytes(fetcher, first, 1_000_000, signal)
  const started = performance.now()
  const jobs: Promise<FetchReport['files'][number]>[] = []
  for (let i = 0; i + 1 < words.length; i += 2) {
    const [url = '', file = ''] = words.slice(i, i + 2)
    const sink = fileSink(openSync(file, 'w'), file)
    jobs.push(
      fetcher.fetch(url, sink, signal).catch((error: unknown) => {
        if (error instanceof BootError) return { code: error.code, message: error.message }
        throw error
      }),
    )
  }
  const files = await Promise.all(jobs)
  const ms = performance.now() - started
  const peakKib = Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
  return { ms, peakKib, files, events }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(JSON.stringify(await main(process.argv.slice(2))))
}
