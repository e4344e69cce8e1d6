/**
 * What follows the word MENU: a keyword and what it does. A new one is a row.
 * Source: syslinux com32/menu/readconfig.c, doc/menu.txt.
 */

import type { Place } from '../../diagnostics.ts'
import { include, type Line, type Request } from './line.ts'
import type { Draft, Recorder } from './recorder.ts'
import { atoi, skipBlanks, splitWord } from './text.ts'

type MenuDirective = (state: Recorder, value: string, at: Place) => Request | undefined

const nothing = (): undefined => undefined

const MENU_DIRECTIVES: Record<string, MenuDirective> = {
  label: (state, value) => {
    if (state.inLabel) state.draft.menuLabel = value
    else state.nameMenu(value)
  },
  title: (state, value) => {
    state.titleMenu(value)
  },
  default: (state, _, at) => {
    if (state.inLabel) state.draft.menuDefault = at
    else state.makeParentDefault(at)
  },
  hide: ({ draft }) => {
    draft.hide = true
  },
  passwd: (state, value) => {
    if (state.inLabel) state.draft.password = value
    else state.lockMenu(value)
  },
  master: ({ menu }, value) => {
    const { word, rest } = splitWord(value)
    if (word.toLowerCase() === 'passwd') menu.masterPassword = rest.slice(skipBlanks(rest))
  },
  separator: (state, _, at) => {
    state.separate(at)
  },
  disable: disabled,
  disabled,
  indent: ({ draft }, value) => {
    draft.indent = atoi(value)
  },
  begin: (state, value, at) => {
    state.record()
    state.beginMenu(value, at)
  },
  end: (state, _, at) => {
    state.record()
    if (state.current.parent === null)
      state.warnings.add('menu-end-surplus', at, 'MENU END without MENU BEGIN is ignored')
    state.endMenu()
  },
  quit: (state) => {
    act(state, 'quit', null)
  },
  goto: (state, value) => {
    act(state, 'goto', value)
  },
  exit: (state, value) => {
    if (state.menu.parent !== null) act(state, 'exit', value === '' ? null : value)
  },
  help: (state, value) => {
    act(state, 'help', splitWord(value).word)
  },
  start: ({ config, menu }) => {
    config.start = menu
  },
  include: (_, value) => include(value, true),
  hidden: ({ config }) => {
    config.hidden = true
  },
  hiddenkey: ({ config }, value, at) => {
    const { word, rest } = splitWord(value)
    const command = rest.slice(skipBlanks(rest))
    for (const key of word.split(',')) if (key !== '') config.hiddenKeys.set(key, { value: command, at })
  },
  shiftkey: ({ config }) => {
    config.shiftKey = true
  },
  clear: ({ config }) => {
    config.clear = true
  },
  immediate: immediate(true),
  noimmediate: immediate(false),
  onerror: ({ config, menu }, value, at) => {
    menu.onError = { value, at }
    config.onError = { value, at }
  },
  autoboot: message('autoboot'),
  tabmsg: message('tab'),
  notabmsg: message('noTab'),
  passprompt: message('passwordPrompt'),
  ...Object.fromEntries(
    [
      'background color colour msgcolor msgcolour resolution save nosave width margin passwordmargin rows tabmsgrow',
      'cmdlinerow endrow passwordrow timeoutrow helpmsgrow helpmsgendrow hshift vshift hiddenrow',
    ]
      .join(' ')
      .split(' ')
      .map((keyword) => [keyword, nothing]),
  ),
}

const TABLE = new Map(Object.entries(MENU_DIRECTIVES))

/** Runs the directive after the word MENU. An unknown one is ignored, with a warning. */
export function menuDirective(state: Recorder, { value, at }: Line): Request | undefined {
  const { word, rest } = splitWord(value)
  const directive = TABLE.get(word.toLowerCase())
  if (directive !== undefined) return directive(state, rest.slice(skipBlanks(rest)), at)
  const meant = state.warnings.nearest(word, TABLE.keys())
  const question = meant === null ? '' : `; is MENU ${meant.toUpperCase()} meant?`
  state.warnings.add(
    'unknown-menu-keyword',
    at,
    `"MENU ${word}" is not a directive and the line is ignored${question}`,
  )
  return undefined
}

function act({ draft, inLabel }: Recorder, action: Draft['action'], target: string | null): void {
  if (!inLabel) return
  draft.action = action
  draft.target = target
}

function disabled({ draft }: Recorder): undefined {
  draft.disabled = true
}

function immediate(value: boolean): MenuDirective {
  return (state) => {
    if (state.inLabel) state.draft.immediate = value
    else state.menu.immediate = value
  }
}

function message(name: string): MenuDirective {
  return ({ menu }, value) => {
    menu.messages.set(name, value)
  }
}
