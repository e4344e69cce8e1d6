/**
 * menu.c32 and vesamenu.c32: read the configuration again in their own way, show it or act unattended, and run what
 * is chosen. Source: syslinux com32/menu/menumain.c (main, run_menu), readconfig.c (parse_configs).
 */

import { BootError } from '../../../boot-error.ts'
import type { Play } from '../../boot-program.ts'
import type { Choice, Screen } from '../../menu-model.ts'
import {
  type Configuration,
  KERNEL_TYPES,
  type MenuLine,
  type MenuNode,
  parseConfiguration,
  type Said,
  type SourceFile,
  splitWord,
} from '../parse/index.ts'
import { withWords } from './added-words.ts'
import { commandOfLabel, commandOfText, originOf, textOfCommand } from './command-line.ts'
import { buildMenu, startTag, visibleLines } from './menu-build.ts'
import { type Came, type CommandSource, endingWith, outcomeOf, type Walking } from './next.ts'
import { cancelled, choose, noDefault, promptModel } from './prompt.ts'
import { unattended } from './unattended.ts'
import type { Walk } from './walk.ts'

/** Most bytes of a MENU HELP file that are shown. */
const HELP_BYTES = 4096
/** How often one menu shows help: a menu whose default entry is help must end. */
const MAX_HELPS = 100

/**
 * Runs a menu until something boots. `names`: its configuration files; none: the one in force. A menu that ends without
 * a command leads to the prompt. Its failures lead to no ONERROR but its own.
 */
export function* runMenu(walk: Walk, names: readonly string[]): Walking<Came> {
  const config = yield* readMenu(walk, names)
  const { played } = walk
  const { start } = config
  played.menu = buildMenu(config, walk.client)
  played.startMenu = startTag(config)
  played.timeoutMs = start.timeoutMs
  played.totalTimeoutMs = config.totalTimeoutMs
  walk.shows('menu', start.title, start.timeoutMs)
  const alone = !walk.selection.attended || visibleLines(start).length === 0
  if (yield* alone ? actAlone(walk, config) : letChoose(walk, config)) return null
  walk.begin(null)
  if (walk.menuEnded) throw cancelled()
  walk.menuEnded = true
  return yield* endingWith({ step: 'prompt', error: noDefault(walk, 'the menu ends without a choice') })
}

/** Parses the files named, leaving out missing ones, or the main one if none is named. */
function* readMenu(walk: Walk, names: readonly string[]): Play<Configuration> {
  const sources: SourceFile[] = []
  for (const name of names) {
    const at = { file: walk.main.name, line: 0, column: 1 }
    const source = name === '~' ? walk.main : yield* walk.files.read(name, at)
    if (source !== null) sources.push(source)
  }
  const files = names.length === 0 ? [walk.main] : sources
  return yield* walk.files.parse(parseConfiguration(files, 'menu', null, walk.warnings))
}

/** false: the menu ends without a command. */
function* actAlone(walk: Walk, config: Configuration): Walking<boolean> {
  const end = unattended(config)
  walk.played.waits ||= end.waits
  if (end.kind === 'quit') return false
  const error = yield* outcomeOf(
    end.kind === 'line'
      ? runLine(walk, end.line, end.because, end.menu)
      : runCommand(walk, config, end.said, 'ONTIMEOUT'),
  )
  if (error !== null) yield* onError(walk, config, end.menu, error)
  return true
}

/** false: the menu ends without a command. */
function* letChoose(walk: Walk, config: Configuration): Walking<boolean> {
  const root = buildMenu(config, walk.client)
  let note: string | null = null
  let page: string | null = null
  for (let helps = 0; ; ) {
    const screen: Screen = { kind: 'menu', root, start: startTag(config), prompt: promptModel(walk) }
    const choice: Choice = yield* choose({
      ...screen,
      ...(note === null ? {} : { error: note }),
      ...(page === null ? {} : { page }),
    })
    walk.asked = true
    page = choice.kind === 'page' ? yield* walk.files.page(choice.file) : null
    if (choice.kind === 'page') continue
    const at: Found | null = choice.kind === 'entry' ? lineAt(config.root, choice.path) : null
    if (choice.kind === 'quit' || helps > MAX_HELPS) return false
    if (at?.line.kind === 'help') {
      note = yield* helpText(walk, at.line)
      helps++
      continue
    }
    const error: BootError | null = yield* outcomeOf(runChoice(walk, config, choice, at))
    if (error === null) return true
    walk.failTwice(JSON.stringify(choice), error)
    if (at !== null && at.menu.onError !== null && (yield* runOnError(walk, config, at.menu)) === null)
      return true
    note = error.message
  }
}

function runChoice(
  walk: Walk,
  config: Configuration,
  choice: Extract<Choice, { kind: 'entry' | 'command' }>,
  at: Found | null,
): Came {
  if (choice.kind === 'command') {
    const own = [
      config.start.onTimeout,
      ...config.hiddenKeys.values(),
      ...config.menus.map(({ onTimeout }) => onTimeout),
    ]
    const said = own.find((candidate) => candidate?.value === choice.text)
    if (said) return runCommand(walk, config, said, 'ONTIMEOUT')
    return { step: 'command', text: choice.text, because: 'at the boot: prompt', origin: null }
  }
  if (at === null)
    return new BootError('E_NO_ENTRY', { what: `the menu has no entry ${choice.path.join('/')}` })
  const edited = choice.command
  if (edited === undefined || edited === commandText(walk, at.line))
    return runLine(walk, at.line, 'chosen in the menu', at.menu)
  walk.note(edited, at.line.label, 'chosen and edited in the menu', null)
  return runRaw(walk, edited, at.line.label)
}

function runLine(
  walk: Walk,
  { label, kind, target, display }: MenuLine,
  because: string,
  menu: MenuNode,
): Came {
  if (label === null || (kind !== 'command' && kind !== 'help')) {
    return new BootError('E_NO_ENTRY', { what: `the menu's entry "${display}" boots nothing` })
  }
  const said = menu.defaultLine?.label === label && menu.defaultAt
  const origin = said ? originOf('MENU DEFAULT', { value: '', at: said }) : null
  walk.note(label.name ?? '', label, because, origin)
  return kind === 'help' ? runRaw(walk, target ?? '', label) : { step: 'label', label, typed: '', by: 'menu' }
}

/**
 * Runs a command line of a menu. It is not looked up as a label; its type is written before it, or follows from its
 * name.
 */
function runRaw(walk: Walk, text: string, label: MenuLine['label']): Came {
  walk.begin(label)
  return { step: 'execute', command: withWords(walk, commandOfText(text, KERNEL_TYPES)) }
}

/** Runs ONTIMEOUT, ONERROR or HIDDENKEY of a menu: a label with words after it, or a command as it is written. */
function runCommand(
  walk: Walk,
  config: Configuration,
  said: Said,
  because: 'ONTIMEOUT' | 'MENU ONERROR',
): Came {
  const by: CommandSource = because === 'ONTIMEOUT' ? 'menu' : 'onerror'
  const { word, rest } = splitWord(said.value)
  const label = config.byName.get(word) ?? null
  walk.note(said.value, label, because, originOf(because, said))
  return label === null ? { step: 'file', text: said.value, by } : { step: 'label', label, typed: rest, by }
}

/** Runs MENU ONERROR. Without one the menu would be shown again and repeat the failure for ever. */
function* onError(walk: Walk, config: Configuration, menu: MenuNode, error: BootError): Walking<void> {
  const failed = walk.played.entry
  if (menu.onError !== null && (yield* runOnError(walk, config, menu)) === null) return
  walk.played.entry = failed
  throw error
}

function* runOnError(
  walk: Walk,
  config: Configuration,
  { onError: said }: MenuNode,
): Walking<BootError | null> {
  return said === null ? null : yield* outcomeOf(runCommand(walk, config, said, 'MENU ONERROR'))
}

interface Found {
  menu: MenuNode
  line: MenuLine
}

function lineAt(root: MenuNode, path: readonly number[]): Found | null {
  let menu: MenuNode | null = root
  let line: MenuLine | undefined
  let holder: MenuNode = root
  for (const index of path) {
    if (menu === null) return null
    holder = menu
    line = menu.lines[index]
    menu = line?.submenu ?? null
  }
  return line === undefined ? null : { menu: holder, line }
}

function commandText(walk: Walk, { label }: MenuLine): string | null {
  return label === null ? null : textOfCommand(commandOfLabel(label, walk.client, ''))
}

function* helpText(walk: Walk, { target, label }: MenuLine): Play<string> {
  const at = label?.at ?? { file: walk.main.name, line: 0, column: 1 }
  const file = yield* walk.files.read(target ?? '', at)
  return file?.text.slice(0, HELP_BYTES) ?? `${target} is not on the server`
}
