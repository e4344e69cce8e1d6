/** The state of a running iPXE: settings, images, menus, forms, what scripts have cost, and the result. */

import { SHOWN_BYTES } from '../limits.ts'
import type { IpxeClient } from './client.ts'
import { fatal, type ScriptPlace } from './failure.ts'
import { type FetchedFile, type Image, Images } from './images.ts'
import { SCRIPT_LIMITS } from './limits.ts'
import type { ScriptItem } from './menu.ts'
import type { Origin, ScriptPlayed, ScriptStep } from './result.ts'
import { isSecret } from './setting-names.ts'
import { Settings } from './settings.ts'
import { resolveUri, type Uri, uriText } from './uri.ts'

/** A running iPXE. What counts towards SCRIPT_LIMITS throws E_CONFIG_INVALID when it exceeds them. */
export class Machine {
  readonly client: IpxeClient
  readonly settings: Settings
  readonly images = new Images()
  readonly menus = new Map<string, { title: string; items: ScriptItem[] }>()
  readonly forms = new Map<string, [key: string, value: string][]>()
  /** What shaped an image: kernel, initrd, imgargs. */
  readonly origins = new Map<Image, Origin>()
  readonly played: ScriptPlayed
  errno = 0
  /** The URI of the running script. */
  base: Uri | null = null
  /** Where the running command is, and its words as written. */
  place: ScriptPlace = { file: '', line: 0 }
  running = ''
  /** Settings that the words of the running command name. */
  readonly used = new Map<string, string>()
  #commands = 0
  #requests = 0
  #screens = 0
  #kept = 0
  #work = 0
  #scriptBytes = 0

  constructor(client: IpxeClient) {
    this.client = client
    this.settings = new Settings(client, {
      get errno() {
        return machine.errno
      },
      workingUri: () => (this.base === null ? '' : uriText(this.base)),
      work: (bytes) => this.countWork(bytes),
    })
    const machine = this
    this.played = {
      outcome: 'error',
      asked: null,
      script: null,
      menu: null,
      entry: null,
      local: null,
      label: null,
      next: null,
      steps: [],
      warnings: [],
      error: null,
      failedAt: null,
    }
  }

  /** The URI that a word names. */
  resolve(uri: Uri): Uri {
    return resolveUri(this.base, uri)
  }

  /** The URI as text, with DHCP's domain appended to a short host name. */
  urlOf(uri: Uri): string {
    return uriText(uri, this.settings.show('net0/domain'))
  }

  /** The value of a setting that a word names; passwords are kept to the word. */
  show(name: string): string {
    const value = this.settings.show(name)
    if (this.used.size < MAX_SETTINGS_SHOWN && this.played.steps.length < MAX_STEPS)
      this.used.set(
        name.slice(0, SHOWN_SETTING_BYTES),
        isSecret(name) ? '***' : value.slice(0, SHOWN_SETTING_BYTES),
      )
    return value
  }

  /** Records a command on the way to the result, and returns its origin. */
  tell(command: string, words: readonly string[]): Origin {
    const origin = this.originOf(command, words.join(' '))
    this.#addStep(origin)
    return origin
  }

  /** Records a command whose file could not be read. */
  tellFailed(command: string, words: readonly string[]): void {
    this.#addStep({ ...this.originOf(command, words.join(' ')), failed: true })
  }

  #addStep(step: Omit<ScriptStep, 'settings'>): void {
    if (this.played.steps.length < MAX_STEPS) this.played.steps.push({ ...step, settings: [...this.used] })
  }

  /** A command at the place that is running, as the origin of what it does. */
  originOf(command: string, value: string): Origin {
    return { ...this.place, command, value: value.slice(0, SHOWN_BYTES) }
  }

  /** Adds a warning about the command that is running. */
  warn(code: string, message: string): void {
    if (this.played.warnings.length < MAX_STEPS) this.played.warnings.push({ ...this.place, code, message })
  }

  countCommand(): void {
    if (++this.#commands > SCRIPT_LIMITS.commands) {
      const what = `more than ${SCRIPT_LIMITS.commands} commands were run`
      throw fatal('E_CONFIG_INVALID', this.place, what, 'does the script loop?')
    }
    const { excess } = this.settings
    if (excess !== null) throw fatal('E_CONFIG_INVALID', this.place, excess)
  }

  countRequest(): void {
    if (++this.#requests > SCRIPT_LIMITS.requests) {
      const what = `more than ${SCRIPT_LIMITS.requests} files were requested`
      throw fatal('E_CONFIG_INVALID', this.place, what, 'does the script loop?')
    }
  }

  countScript(bytes: number): void {
    this.#scriptBytes += bytes
    if (this.#scriptBytes > SCRIPT_LIMITS.allBytes) {
      const what = `scripts of more than ${SCRIPT_LIMITS.allBytes} bytes were read`
      throw fatal('E_CONFIG_INVALID', this.place, what, 'does the script loop?')
    }
  }

  countScreen(): void {
    if (++this.#screens > SCRIPT_LIMITS.screens) {
      const what = `more than ${SCRIPT_LIMITS.screens} menus and prompts were shown`
      throw fatal('E_CONFIG_INVALID', this.place, what, 'does the script loop?')
    }
  }

  countKept(words: readonly string[]): void {
    for (const { length } of words) this.#kept += length
    if (this.#kept > SCRIPT_LIMITS.kept)
      throw fatal('E_CONFIG_INVALID', this.place, `menus and forms of more than ${SCRIPT_LIMITS.kept} bytes`)
  }

  countWork(characters: number): void {
    this.#work += characters
    if (this.#work > SCRIPT_LIMITS.work) {
      const what = `lines and expansions of more than ${SCRIPT_LIMITS.work} characters were run`
      throw fatal('E_CONFIG_INVALID', this.place, what, 'does the script loop?')
    }
  }

  /** Adds a file to the images in memory. */
  register(image: Omit<Image, 'bytes'>, { bytes }: FetchedFile): Image {
    const made = { ...image, bytes }
    this.images.add(made)
    if (this.images.list.length > SCRIPT_LIMITS.images)
      throw fatal('E_CONFIG_INVALID', this.place, `more than ${SCRIPT_LIMITS.images} images`)
    return made
  }
}

/** The most steps and warnings that the report keeps. */
const MAX_STEPS = 500
/** Of each step. */
const MAX_SETTINGS_SHOWN = 20
const SHOWN_SETTING_BYTES = 100
