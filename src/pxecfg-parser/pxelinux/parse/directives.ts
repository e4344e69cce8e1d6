/**
 * The directives of a configuration: a keyword and what it does to the parser's state. A new one is a row.
 * Source: syslinux com32/elflink/ldlinux/readconfig.c, com32/menu/readconfig.c, doc/syslinux.txt.
 */

import type { Place } from '../../diagnostics.ts'
import { KERNEL_TYPES, type KernelType } from './kernel-types.ts'
import { type Directive, include, type Line, type Request } from './line.ts'
import { menuDirective } from './menu-directives.ts'
import type { Recorder } from './recorder.ts'
import { atoi, splitWord, strtol } from './text.ts'

const DIRECTIVES: Record<string, Directive> = {
  label: (state, { value, at }) => {
    const name = state.dialect === 'core' ? splitWord(value).word : value
    if (name === '' && state.dialect === 'core')
      state.warnings.add('label-without-name', at, 'LABEL has no name')
    state.openLabel(name, at)
  },
  append: (state, { value, at }) => {
    if (state.inLabel) state.draft.append = once(state, 'APPEND', state.draft.append, { value, at })
    else state.append = globalAppend(state, { value, at })
  },
  initrd: (state, { value, at }) => {
    if (state.inLabel) state.draft.initrd = once(state, 'INITRD', state.draft.initrd, { value, at })
    else outside(state, 'INITRD', at)
  },
  sysappend,
  ipappend: sysappend,
  default: ({ config }, { value, at }) => {
    config.default = { value, at }
  },
  ui: ({ config }, { value, at }) => {
    config.ui = { value, at }
  },
  timeout: (state, { value }) => {
    state.menu.timeoutMs = tenths(value)
    state.config.timeoutMs = tenths(value)
  },
  totaltimeout: ({ config }, { value }) => {
    config.totalTimeoutMs = tenths(value)
  },
  ontimeout: (state, { value, at }) => {
    state.menu.onTimeout = { value, at }
    state.config.onTimeout = { value, at }
  },
  onerror: ({ config }, { value, at }) => {
    config.onError = { value, at }
  },
  allowoptions: (state, { value }) => {
    state.config.allowOptions = atoi(value) !== 0
    state.menu.allowEdit = atoi(value) !== 0
  },
  prompt: ({ config }, { value, at }) => {
    config.prompt = { value: atoi(value), at }
  },
  implicit: ({ config }, { value }) => {
    config.implicit = atoi(value) !== 0
  },
  noescape: ({ config }, { value }) => {
    config.noEscape = atoi(value) !== 0
  },
  include: (state, { value }) => include(value, state.dialect === 'menu'),
  menu: menuDirective,
  text: (_, { value }) => ({ kind: 'text', help: splitWord(value).word.toLowerCase() === 'help' }),
  display: ({ config }, { value, at }) => {
    config.texts.push({ directive: 'DISPLAY', value: splitWord(value).word, at })
  },
  say: ({ config }, { value, at }) => {
    config.texts.push({ directive: 'SAY', value, at })
  },
  ...Object.fromEntries(Array.from({ length: 13 }, (_, number) => [`f${number}`, pageDirective(number)])),
  ...Object.fromEntries(KERNEL_TYPES.map((type) => [type, kernelDirective(type)])),
  ...Object.fromEntries(
    // These do not affect what is booted.
    ['console endtext font kbdmap nocomplete nohalt path pxeretry sendcookies serial']
      .join(' ')
      .split(' ')
      .map((keyword) => [keyword, () => undefined]),
  ),
}

const TABLE = new Map(Object.entries(DIRECTIVES))

/** Runs a line's directive. An unknown one is ignored, with a warning if it looks like a known one. */
export function runDirective(state: Recorder, line: Line): Request | undefined {
  const directive = TABLE.get(line.keyword.toLowerCase())
  if (directive !== undefined) return directive(state, line)
  const meant = /^[a-z]/i.test(line.keyword) ? state.warnings.nearest(line.keyword, TABLE.keys()) : null
  if (meant !== null) {
    const text = `"${line.keyword}" is not a keyword and the line is ignored; is ${meant.toUpperCase()} meant?`
    state.warnings.add('unknown-keyword', line.at, text)
  }
  return undefined
}

function kernelDirective(type: KernelType): Directive {
  return (state, { keyword, value, at }) => {
    if (!state.inLabel) return outside(state, keyword.toUpperCase(), at)
    if (state.draft.kernel !== null) {
      const earlier = `${state.draft.directive} of line ${state.draft.kernel.at.line}`
      state.warnings.add('duplicate-directive', at, `${keyword.toUpperCase()} replaces the ${earlier}`)
    }
    state.draft.kernel = { value, at }
    state.draft.type = type
    state.draft.directive = keyword.toUpperCase()
  }
}

/** F1 to F12; F0 is F10 (doc/syslinux.txt; by a slip in its source PXELINUX 6.04 puts it on F11). */
function pageDirective(number: number): Directive {
  const key = `F${number || 10}`
  return ({ menu, config }, { value }) => {
    const { word } = splitWord(value)
    menu.pages.set(key, word)
    config.pages.set(key, word)
  }
}

function sysappend(state: Recorder, { value, at }: Line): undefined {
  const bits = { value: strtol(value) >>> 0, at }
  if (state.inLabel) state.draft.sysappend = bits
  else state.config.sysappend = bits
}

/** 1/10 s as ms; 0 (no time-out) if it is negative or too large for an int. */
function tenths(value: string): number {
  const count = atoi(value)
  return count > 0 && count <= 0x7fffffff ? count * 100 : 0
}

function outside(state: Recorder, keyword: string, at: Place): undefined {
  state.warnings.add('outside-label', at, `${keyword} is outside a LABEL and is ignored`)
}

function once<T extends { at: Place }>(state: Recorder, keyword: string, earlier: T | null, said: T): T {
  if (earlier !== null) {
    state.warnings.add(
      'duplicate-directive',
      said.at,
      `${keyword} replaces the one of line ${earlier.at.line}`,
    )
  }
  return said
}

function globalAppend(state: Recorder, said: { value: string; at: Place }): { value: string; at: Place } {
  if (state.config.labels.length > 0) {
    const text =
      'APPEND is outside a LABEL here: it applies to the labels that follow and have none of their own'
    state.warnings.add('append-outside-label', said.at, text)
  }
  return said
}
