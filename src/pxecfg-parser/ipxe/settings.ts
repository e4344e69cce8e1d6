/**
 * The settings of a script: nested blocks, each with stored values and built-in ones.
 * Source: ipxe src/core/settings.c (fetch_setting, store_setting, find_child_settings).
 */

import {
  deviceSource,
  firmwareSource,
  isStorable,
  leaseSource,
  programSource,
  type SettingSource,
} from './built-in-settings.ts'
import type { IpxeClient } from './client.ts'
import { type Failure, fail, type Status } from './failure.ts'
import { SCRIPT_LIMITS } from './limits.ts'
import { readSettingName, type SettingName } from './setting-names.ts'
import { numberBytes, numberOf, type SettingType, settingType } from './setting-types.ts'

interface Block {
  stored: Map<string, { bytes: string; type: SettingType }>
  source: SettingSource | null
  children: string[]
}

const STRING = settingType('string') as SettingType
const INT32 = settingType('int32') as SettingType

/**
 * The settings of one boot. `state`: what the settings of iPXE itself show as the script runs; `work` gets the number of
 * bytes of each value that is shown.
 */
export class Settings {
  readonly #blocks = new Map<string, Block>()
  readonly #work: (bytes: number) => void
  #count = 0
  #bytes = 0

  constructor(client: IpxeClient, state: { errno: number; workingUri(): string; work(bytes: number): void }) {
    this.#work = state.work
    const block = (source: SettingSource | null, children: string[] = []): Block => ({
      stored: new Map(),
      source,
      children,
    })
    this.#blocks
      .set('', block(null, ['net0', 'smbios', 'builtin']))
      .set('net0', block(deviceSource(client), ['net0.dhcp']))
      .set('net0.dhcp', block(leaseSource(client)))
      .set('smbios', block(firmwareSource(client)))
      .set('builtin', block(programSource(client, state)))
  }

  /** What `${written}` stands for; empty if there is nothing. */
  show(written: string): string {
    const name = readSettingName(written)
    const found = this.#find(name)
    if (found === null) return ''
    this.#work(found.bytes.length)
    return (name.type ?? name.usual ?? found.type).format(found.bytes) ?? ''
  }

  /** Whether the setting has a value. */
  has(written: string): boolean {
    return this.#find(readSettingName(written)) !== null
  }

  /** Stores a text as the setting's type has it; the empty text deletes the setting. */
  store(written: string, text: string): Status {
    const name = readSettingName(written)
    if (name.type === undefined) return fail('no-such-type', `${written}: there is no such type`)
    const type = name.type ?? name.usual ?? STRING
    if (text === '') return this.#put(name, null, type)
    const bytes = type.parse?.(text) ?? null
    if (bytes === null)
      return fail('invalid-argument', `could not store "${written}": "${text}" is not ${type.name}`)
    return this.#put(name, bytes, type)
  }

  /** Adds to the number that a setting holds; 0 if it holds none. */
  increase(written: string, by: number): Status {
    const name = readSettingName(written)
    if (name.type === undefined) return fail('no-such-type', `${written}: there is no such type`)
    if (!this.#blocks.has(blockName(name.block))) return fail('no-setting', `there is no "${name.block}"`)
    const found = this.#find(name)
    const type = name.type ?? found?.type ?? name.usual ?? INT32
    if (type.width === undefined) {
      return fail('not-countable', `"${written}" is ${type.name}, not a number`, `set ${written}:int32 first`)
    }
    const value = found === null ? 0 : (numberOf(found.bytes, true) ?? 0)
    return this.#put(name, numberBytes(value + by, type.width), type)
  }

  #find(name: SettingName): { bytes: string; type: SettingType } | null {
    if (name.type === undefined) return null
    return this.#fetch(blockName(name.block), name, new Set())
  }

  #fetch(at: string, name: SettingName, seen: Set<string>): { bytes: string; type: SettingType } | null {
    const block = this.#blocks.get(at)
    if (block === undefined || seen.has(at)) return null
    seen.add(at)
    const usual = name.usual ?? STRING
    const stored = block.stored.get(name.key)
    if (stored !== undefined) return name.usual === null ? stored : { ...stored, type: usual }
    const known = block.source?.(name.key, (name.type ?? usual).name) ?? null
    if (known !== null) return { bytes: known, type: usual }
    for (const child of block.children) {
      const found = this.#fetch(child, name, seen)
      if (found !== null) return found
    }
    return null
  }

  /** null deletes. */
  #put({ block: named, key }: SettingName, bytes: string | null, type: SettingType): Failure | null {
    const name = blockName(named)
    if (!isStorable(name, key, bytes)) return fail('not-supported', `"${named}/${key}" cannot be set so`)
    const block = this.#block(name)
    const old = block.stored.get(key)
    this.#count += (bytes === null ? 0 : 1) - (old === undefined ? 0 : 1)
    this.#bytes += (bytes?.length ?? 0) - (old?.bytes.length ?? 0)
    if (bytes === null) block.stored.delete(key)
    else block.stored.set(key, { bytes, type })
    return null
  }

  /** What a script has stored too much of; null: it has not. */
  get excess(): string | null {
    if (this.#count > SCRIPT_LIMITS.settings) return `more than ${SCRIPT_LIMITS.settings} settings`
    if (this.#blocks.size > SCRIPT_LIMITS.settingBlocks)
      return `more than ${SCRIPT_LIMITS.settingBlocks} blocks of settings`
    if (this.#bytes > SCRIPT_LIMITS.settingBytes)
      return `settings of more than ${SCRIPT_LIMITS.settingBytes} bytes`
    return null
  }

  /** The block of that name, which is made if it does not exist. */
  #block(name: string): Block {
    const known = this.#blocks.get(name)
    if (known !== undefined) return known
    const made: Block = { stored: new Map(), source: null, children: [] }
    this.#blocks.set(name, made)
    // such a script ends at its next command
    if (this.#blocks.size > SCRIPT_LIMITS.settingBlocks) return made
    const dot = name.lastIndexOf('.')
    this.#block(dot < 0 ? '' : name.slice(0, dot)).children.push(name)
    return made
  }
}

/** `netX` is the network device that was opened last. */
function blockName(written: string | null): string {
  return (written ?? '').replace(/^netX(?=\.|$)/, 'net0')
}
