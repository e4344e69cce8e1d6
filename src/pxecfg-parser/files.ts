/** The configuration files of one boot: asked for once each, counted, bounded. */

import { BootError } from '../boot-error.ts'
import type { Configuration } from './configuration.ts'
import type { Place } from './diagnostics.ts'
import { CONFIG_LIMITS } from './limits.ts'
import { locate } from './names.ts'
import type { Parse, SourceFile } from './parser.ts'
import type { BootFile, PxeHost } from './types.ts'

type Result = 'found' | 'not-found' | 'error'

/** Errors of the server about one file, behind which PXELINUX goes on as if it were not there. */
const NO_SUCH_FILE = new Set(['E_FETCH_NOT_FOUND', 'E_FETCH_DENIED', 'E_UNSUPPORTED'])

export class ConfigFiles {
  /** What goes in front of names; CONFIG changes it. */
  prefix: string
  readonly tried: { file: string; url: string; result: Result }[] = []
  /** Further files than the first, once each, in order. */
  readonly includes: string[] = []
  readonly #server: string
  readonly #host: PxeHost
  readonly #texts = new Map<string, string | null>()
  #bytes = 0

  constructor(prefix: string, server: string, host: PxeHost) {
    this.prefix = prefix
    this.#server = server
    this.#host = host
  }

  /** Fails with E_UNSUPPORTED where the name is a URL of a scheme that PXELINUX does not know. */
  locate(name: string): BootFile {
    return locate(name, this.prefix, this.#server)
  }

  /** The first of `names` that the server has; null: none. */
  async search(names: readonly string[]): Promise<{ file: BootFile; source: SourceFile } | null> {
    for (const name of names) {
      const { file, text, result } = await this.#get(name).catch((error: unknown) => {
        this.#tell(this.locate(name), 'error')
        throw error
      })
      this.#tell(file, result)
      if (text !== null) return { file, source: { name: file.name, text } }
    }
    return null
  }

  /** A name of the search order and what came of it. */
  #tell({ name: file, url }: BootFile, result: Result): void {
    this.tried.push({ file, url, result })
    this.#host.onEvent({ event: 'ConfigTried', file, url, result })
  }

  /** A file that the configuration names; null: not there. `at`: where it is named. */
  async read(name: string, at: Place): Promise<SourceFile | null> {
    const known = this.#texts.size
    const { file, text, result } = await this.#get(name)
    if (this.#texts.size > known)
      this.#host.onEvent({ event: 'ConfigIncluded', file: file.name, url: file.url, result })
    if (this.tried.at(-1)?.file !== file.name && !this.includes.includes(file.name))
      this.includes.push(file.name)
    if (this.includes.length > CONFIG_LIMITS.files) throw tooMany(at)
    return text === null ? null : { name: file.name, text }
  }

  /** Parses with the includes that the parser asks for. */
  async parse(parse: Parse): Promise<Configuration> {
    let opened = 0
    let step = parse.next(null)
    while (!step.done) {
      if (++opened > CONFIG_LIMITS.files) throw tooMany(step.value.at)
      step = parse.next(await this.read(step.value.name, step.value.at))
    }
    return step.value
  }

  async #get(name: string): Promise<{ file: BootFile; text: string | null; result: Result }> {
    let file: BootFile = { name, url: name }
    try {
      file = this.locate(name)
      const known = this.#texts.get(file.url)
      const text = known === undefined ? await this.#fetch(file) : known
      return { file, text, result: text === null ? 'not-found' : 'found' }
    } catch (error) {
      if (!(error instanceof BootError) || !NO_SUCH_FILE.has(error.code)) throw error
      this.#texts.set(file.url, null)
      return { file, text: null, result: error.code === 'E_FETCH_NOT_FOUND' ? 'not-found' : 'error' }
    }
  }

  async #fetch(file: BootFile): Promise<string | null> {
    const bytes = await this.#host.readConfig(file)
    this.#bytes += bytes?.length ?? 0
    if (this.#bytes > CONFIG_LIMITS.bytes) {
      throw new BootError('E_FETCH_TOO_BIG', {
        what: `${file.url}: the configuration is larger than ${CONFIG_LIMITS.bytes} bytes`,
      })
    }
    const text = bytes === null || bytes.length === 0 ? null : Buffer.from(bytes).toString('latin1')
    this.#texts.set(file.url, text)
    return text
  }
}

function tooMany({ file, line }: Place): BootError {
  return new BootError('E_CONFIG_INVALID', {
    what: `${file} line ${line}: the configuration has more than ${CONFIG_LIMITS.files} files`,
    hint: 'do files include one another?',
  })
}
