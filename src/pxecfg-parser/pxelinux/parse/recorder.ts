/**
 * The state of PXELINUX's parser between two directives: the label that is open, the global values, the menus.
 * Source: syslinux com32/elflink/ldlinux/readconfig.c and com32/menu/readconfig.c (record, new_menu, begin_submenu).
 */

import { BootError } from '../../../boot-error.ts'
import type { Place } from '../../diagnostics.ts'
import { CONFIG_LIMITS } from '../../limits.ts'
import type { Configuration, Label, MenuLine, MenuNode, Said } from './configuration.ts'
import type { KernelType } from './kernel-types.ts'
import { newMenu, stripCarets } from './menu-node.ts'
import type { Warnings } from './warnings.ts'

/** `core`: ldlinux.c32, which boots. `menu`: menu.c32, which reads the same files again in its own way. */
export type Dialect = 'core' | 'menu'

/** The label that is open, as far as it is known. */
export interface Draft {
  /** null: no label is open; the values below may be set nevertheless. */
  name: string | null
  at: Place
  type: KernelType
  kernel: Said | null
  directive: string
  append: Said | null
  initrd: Said | null
  sysappend: Said<number> | null
  menuLabel: string | null
  password: string | null
  help: string | null
  hide: boolean
  menuDefault: Place | null
  separator: boolean
  disabled: boolean
  indent: number
  immediate: boolean | null
  action: 'exit' | 'goto' | 'quit' | 'help' | null
  target: string | null
}

/** Most blanks that MENU INDENT may add. */
const MAX_INDENT = 1000

/** The state that directives change, and the configuration that comes of it. */
export class Recorder {
  readonly config: Configuration
  readonly dialect: Dialect
  readonly warnings: Warnings
  /** The menu to which the lines of the file being read belong. */
  menu: MenuNode
  /** The menu that MENU BEGIN and END have led to. */
  current: MenuNode
  draft: Draft
  /** The global APPEND. */
  append: Said | null = null
  #depth = 0
  /** Hotkeys of hidden entries, which PXELINUX keeps in a menu of their own. */
  readonly #hiddenHotkeys = new Set<string>()

  /** `sysappend`: the global SYSAPPEND that an earlier configuration left. */
  constructor(dialect: Dialect, sysappend: Said<number> | null, warnings: Warnings) {
    const root = newMenu(null, '.top')
    this.dialect = dialect
    this.warnings = warnings
    this.menu = root
    this.current = root
    this.draft = emptyDraft()
    this.config = {
      labels: [],
      byName: new Map(),
      root,
      start: root,
      menus: [root],
      default: null,
      ui: null,
      onTimeout: null,
      onError: null,
      timeoutMs: 0,
      totalTimeoutMs: 0,
      prompt: null,
      implicit: true,
      allowOptions: true,
      noEscape: false,
      texts: [],
      pages: new Map(),
      hidden: false,
      clear: false,
      shiftKey: false,
      hiddenKeys: new Map(),
      sysappend,
    }
  }

  /** Whether a label is open. */
  get inLabel(): boolean {
    return this.draft.name !== null
  }

  /** LABEL: ends the open label and opens another. */
  openLabel(name: string, at: Place): void {
    this.record()
    this.draft = { ...emptyDraft(), name, at, sysappend: this.config.sysappend }
  }

  /** MENU SEPARATOR: ends the label; MENU HIDE before it, outside a label, hides it. */
  separate(at: Place): void {
    this.record()
    this.draft.name = ''
    this.draft.at = at
    this.draft.separator = true
    this.record()
  }

  /** Ends the open label and puts it into the menu; does nothing if none is open. */
  record(): void {
    const { draft } = this
    if (draft.name === null) return
    this.draft = emptyDraft()
    const gone = draft.separator || draft.disabled
    const label: Label = {
      name: gone ? null : draft.name,
      at: draft.at,
      type: draft.type,
      kernel: draft.kernel ?? { value: draft.name, at: draft.at },
      directive: draft.directive,
      append: draft.append ?? this.append,
      initrd: draft.initrd,
      sysappend: draft.sysappend,
      starts: !gone && (draft.action === null || draft.action === 'help'),
    }
    if (!gone) this.#keep(label)
    const line = lineOf(draft, label, this.menu.immediate)
    if (draft.menuLabel !== null) considerHotkey(draft.hide ? this.#hiddenHotkeys : this.menu.hotkeys, line)
    this.menu.lines.push(line)
    if (draft.menuDefault && (line.kind === 'command' || line.kind === 'goto') && !draft.hide) {
      this.menu.defaultLine = line
      this.menu.defaultAt = draft.menuDefault
    }
  }

  /** MENU BEGIN: a line of the current menu, and the menu that it opens. Fails with E_CONFIG_INVALID if there are too many. */
  beginMenu(tag: string, at: Place): void {
    if (++this.#depth > CONFIG_LIMITS.menuDepth) {
      throw new BootError('E_CONFIG_INVALID', {
        what: `${at.file} line ${at.line}: menus are nested more than ${CONFIG_LIMITS.menuDepth} deep`,
      })
    }
    const submenu = newMenu(this.current, tag === '' ? null : tag)
    submenu.line = { ...emptyLine('submenu'), display: tag, submenu }
    this.current.lines.push(submenu.line)
    this.config.menus.push(submenu)
    this.menu = submenu
    this.current = submenu
  }

  /** MENU END; does nothing at the top. */
  endMenu(): void {
    if (this.current.parent !== null) this.#depth--
    this.current = this.current.parent ?? this.current
    this.menu = this.current
  }

  /** MENU LABEL before the first LABEL of a submenu: its line in the parent, and its title. */
  nameMenu(text: string): void {
    const { line, parent } = this.menu
    if (line === null || parent === null) return
    line.display = text
    this.menu.named = true
    considerHotkey(parent.hotkeys, line)
    if (this.menu.title === '') this.menu.title = stripCarets(text)
  }

  /** MENU TITLE, which is also the line in the parent if only the tag has named that so far. */
  titleMenu(text: string): void {
    this.menu.title = text
    if (this.menu.line === null || this.menu.named) return
    this.menu.line.display = text
    this.menu.named = true
  }

  /** MENU DEFAULT before the first LABEL of a submenu. */
  makeParentDefault(at: Place): void {
    if (this.menu.parent === null) return
    this.menu.parent.defaultLine = this.menu.line
    this.menu.parent.defaultAt = at
  }

  /** MENU PASSWD before the first LABEL of a submenu. */
  lockMenu(password: string): void {
    if (this.menu.line !== null) this.menu.line.password = password
  }

  #keep(label: Label): void {
    this.config.labels.push(label)
    if (label.name === null) return
    const first = this.config.byName.get(label.name)
    if (first === undefined) this.config.byName.set(label.name, label)
    else if (this.dialect === 'core') {
      const { file, line } = first.at
      this.warnings.add(
        'duplicate-label',
        label.at,
        `LABEL ${label.name} is already in ${file} line ${line}, and that one boots`,
      )
    }
  }
}

/** The first entry of a menu that claims a hotkey keeps it. */
function considerHotkey(taken: Set<string>, line: MenuLine): void {
  const caret = line.display.indexOf('^')
  const key = caret < 0 ? '' : line.display.charAt(caret + 1)
  if (key === '' || line.kind === 'disabled' || line.kind === 'separator') return
  const hotkey = /[a-z]/.test(key) ? key.toUpperCase() : key
  if (taken.has(hotkey)) return
  taken.add(hotkey)
  line.hotkey = hotkey
}

function lineOf(draft: Draft, label: Label, immediate: boolean): MenuLine {
  const kind = draft.separator ? 'separator' : draft.disabled ? 'disabled' : (draft.action ?? 'command')
  const gone = kind === 'separator' || kind === 'disabled'
  return {
    ...emptyLine(kind),
    label,
    display: draft.separator ? '' : (draft.menuLabel ?? draft.name ?? ''),
    hidden: draft.hide,
    indent: draft.separator ? 0 : Math.min(Math.abs(draft.indent), MAX_INDENT),
    password: gone ? null : draft.password,
    help: draft.help,
    immediate: draft.immediate ?? immediate,
    target: draft.target,
  }
}

function emptyLine(kind: MenuLine['kind']): MenuLine {
  return {
    kind,
    label: null,
    display: '',
    hotkey: null,
    hidden: false,
    indent: 0,
    password: null,
    help: null,
    immediate: false,
    target: null,
    submenu: null,
  }
}

function emptyDraft(): Draft {
  return {
    name: null,
    at: { file: '', line: 0, column: 0 },
    type: 'kernel',
    kernel: null,
    directive: 'LABEL',
    append: null,
    initrd: null,
    sysappend: null,
    menuLabel: null,
    password: null,
    help: null,
    hide: false,
    menuDefault: null,
    separator: false,
    disabled: false,
    indent: 0,
    immediate: null,
    action: null,
    target: null,
  }
}
