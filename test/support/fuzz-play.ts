// What must hold of every boot program's result, whatever it was given, and a person who answers its screens at random.
import * as v from 'valibot'
import { BootError } from '../../src/boot-error.ts'
import { TEXT_FORMATS } from '../../src/bootloader/results/formats.ts'
import { formatResult } from '../../src/bootloader/results/write.ts'
import {
  type BootFile,
  type Choice,
  type FileRead,
  menuSchema,
  type Played,
  type PxeHost,
  type Screen,
} from '../../src/pxecfg-parser/index.ts'
import type { TreeValue } from './pxelinux-case.ts'
import { treeHost } from './pxelinux-host.ts'

/** Screens that the person answers before leaving. */
const SCREENS = 20

/** Throws where the result contradicts itself, or a result format neither carries its command line nor refuses it. */
export function insistPlayed(played: Played): void {
  if ((played.outcome === 'error') !== played.error instanceof BootError)
    throw new Error('an error without a BootError')
  if (played.menu !== null) v.parse(menuSchema.Menu, played.menu)
  if (played.outcome !== 'boot' || played.next !== null) return
  const { entry } = played
  // a hypervisor without modules is refused when its files are fetched
  if (entry === null || (entry.kernel === null && entry.xen === undefined))
    throw new Error('a boot without a kernel')
  for (const args of [entry.cmdline, entry.args]) insistWritten(args)
}

function insistWritten(args: string): void {
  if (/[^\0-\xff]/.test(args)) throw new Error(`more than a byte: ${JSON.stringify(args)}`)
  for (const format of TEXT_FORMATS) {
    try {
      formatResult({ kernel: '/k', ramdisk: '/r', args }, format)
    } catch (error) {
      if (!(error instanceof BootError)) throw error
    }
  }
}

/** A boot server in memory that says of a missing file that it is not there. `seed`: of the person; null: nobody is there. */
export function fuzzHost(tree: Record<string, TreeValue>, seed: number | null): PxeHost {
  const host = treeHost(tree)
  const found = async <T extends FileRead>(file: BootFile, read: Promise<T>): Promise<T> => {
    const answer = await read
    if (answer.bytes.length > 0) return answer
    throw new BootError('E_FETCH_NOT_FOUND', { what: `${file.url} is not there` })
  }
  return {
    ...host,
    read: (file, limits) => found(file, host.read(file, limits)),
    head: (file, limits) => found(file, host.head(file, limits)),
    probe: async (file) => ({ bytes: (await found(file, host.head(file, { maxBytes: 1 }))).bytes.length }),
    choose: seed === null ? null : fuzzPerson(seed),
  }
}

/** Answers every screen, the same way for the same `seed`. Throws where a screen cannot be handed to the console. */
function fuzzPerson(seed: number): (screen: Screen) => Promise<Choice> {
  let shown = 0
  return async (screen) => {
    v.parse(menuSchema.Screen, screen)
    const turn = seed + ++shown
    if (shown > SCREENS || turn % 7 === 0) return { kind: 'quit' }
    if (screen.kind === 'prompt') return { kind: 'command', text: 'typed' }
    return { kind: 'entry', path: [turn % Math.max(1, screen.root.entries.length)] }
  }
}
