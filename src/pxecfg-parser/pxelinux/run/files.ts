/** The configuration files of one boot: each requested once, counted and limited. */

import { isPassedOver, triedResult } from '../../../absent-file.ts'
import { BootError } from '../../../boot-error.ts'
import { ask, type Play } from '../../boot-program.ts'
import type { Place } from '../../diagnostics.ts'
import type { ConfigEvent } from '../../events.ts'
import { CONFIG_LIMITS, SHOWN_BYTES } from '../../limits.ts'
import type { BootFile } from '../../types.ts'
import type { Configuration, Parse, SourceFile } from '../parse/index.ts'
import { locate } from './names.ts'

type Result = 'found' | 'not-found' | 'error'

/** Reads the configuration files of one boot, and remembers what came of each name. */
export class ConfigFiles {
  /** Put before every name; CONFIG may change it. */
  prefix: string
  /** The names of the search, in order, and what came of each. */
  readonly tried: { file: string; url: string; result: Result }[] = []
  /** Files read after the first, once each, in order. */
  readonly includes: string[] = []
  readonly #server: string
  readonly #events: ConfigEvent[]
  readonly #texts = new Map<string, string | null>()
  #bytes = 0

  constructor(prefix: string, server: string, events: ConfigEvent[]) {
    this.prefix = prefix
    this.#server = server
    this.#events = events
  }

  /** Fails with E_UNSUPPORTED if the name is a URL of a scheme that PXELINUX does not know. */
  locate(name: string): BootFile {
    return locate(name, this.prefix, this.#server)
  }

  /** Reads the first of `names` that the server has; null: none. */
  *search(names: readonly string[]): Play<{ file: BootFile; source: SourceFile } | null> {
    for (const name of names) {
      const { file, text, result } = yield* this.#tryOne(name)
      this.#tell(file, result)
      if (text !== null) return { file, source: { name: file.name, text } }
    }
    return null
  }

  *#tryOne(name: string) {
    try {
      return yield* this.#get(name)
    } catch (error) {
      this.#tell(this.locate(name), 'error')
      throw error
    }
  }

  /** Records a name of the search order and what came of it. */
  #tell({ name: file, url }: BootFile, result: Result): void {
    this.tried.push({ file, url, result })
    this.#events.push({ event: 'ConfigTried', file, url, result })
  }

  /**
   * Reads a file that the configuration names; null: it does not exist. `at`: where the name is. Fails with
   * E_CONFIG_INVALID if there are too many files.
   */
  *read(name: string, at: Place): Play<SourceFile | null> {
    const known = this.#texts.size
    const { file, text, result } = yield* this.#get(name)
    if (this.#texts.size > known)
      this.#events.push({ event: 'ConfigIncluded', file: file.name, url: file.url, result })
    if (this.tried.at(-1)?.file !== file.name && !this.includes.includes(file.name))
      this.includes.push(file.name)
    if (this.includes.length > CONFIG_LIMITS.files) throw tooMany(at)
    return text === null ? null : { name: file.name, text }
  }

  /**
   * Reads the beginning of a message file (DISPLAY, F1 to F12); `missing` if the server does not give it out, since
   * nothing boots by it.
   */
  *page(name: string, missing = `${name} is not on the server\n`): Play<string> {
    try {
      const file = this.locate(name)
      const read = yield* ask({ want: 'head', file, maxBytes: SHOWN_BYTES })
      if (read instanceof BootError) throw read
      return Buffer.from(read.bytes).toString('latin1') || missing
    } catch (error) {
      if (isPassedOver(error)) return missing
      throw error
    }
  }

  /** Runs a parser, and reads the files that it includes. */
  *parse(parse: Parse): Play<Configuration> {
    let opened = 0
    let step = parse.next(null)
    while (!step.done) {
      if (++opened > CONFIG_LIMITS.files) throw tooMany(step.value.at)
      step = parse.next(yield* this.read(step.value.name, step.value.at))
    }
    return step.value
  }

  *#get(name: string): Play<{ file: BootFile; text: string | null; result: Result }> {
    let file: BootFile = { name, url: name }
    try {
      file = this.locate(name)
      const known = this.#texts.get(file.url)
      const text = known === undefined ? yield* this.#fetch(file) : known
      return { file, text, result: text === null ? 'not-found' : 'found' }
    } catch (error) {
      if (!isPassedOver(error)) throw error
      this.#texts.set(file.url, null)
      return { file, text: null, result: triedResult(error) }
    }
  }

  *#fetch(file: BootFile): Play<string | null> {
    const read = yield* ask({ want: 'read', file, maxBytes: CONFIG_LIMITS.bytes })
    if (read instanceof BootError) throw read
    const { bytes } = read
    this.#bytes += bytes.length
    if (this.#bytes > CONFIG_LIMITS.bytes) {
      throw new BootError('E_FETCH_TOO_BIG', {
        what: `${file.url}: the configuration is larger than ${CONFIG_LIMITS.bytes} bytes`,
      })
    }
    const text = bytes.length === 0 ? null : Buffer.from(bytes).toString('latin1')
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
