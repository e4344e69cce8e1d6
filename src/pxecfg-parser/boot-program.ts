/**
 * What a boot program is: a generator that says what it wants next and gets it, and ends with what it came to. It does
 * no I/O, so that a boot tree, a live network and a test drive it alike (drive.ts).
 */

import type { BootError } from '../boot-error.ts'
import type { Lease } from '../lease.ts'
import type { ConfigEvent } from './events.ts'
import type { Choice, Screen } from './menu-model.ts'
import type { BootEntry, BootFile, Checked, Played, PxeClient, Selection } from './types.ts'

/** A program that a machine's firmware loads and runs, as it behaves: a row of BOOT_PROGRAMS. */
export interface BootProgram {
  /** As people write it: `PXELINUX`. */
  title: string
  /** Throws no BootError: Played.error holds it, beside everything that was found up to there. */
  play(client: PxeClient, selection: Selection): Play<Played>
  check?: ConfigurationCheck
  /** What it puts in front of every name, as far as that follows from the lease. */
  prefix?(lease: Lease): string
}

/** How a program's configurations are found in a boot tree, and looked at without booting anything. */
export interface ConfigurationCheck {
  /** Whether the file `path`, from the tree's root, is one. `configDir`: the name of folders of configurations; null: the usual one. */
  isConfiguration(path: string, configDir: string | null): boolean
  /** Looks at every entry in turn. `client.lease` says nothing of a boot file or prefix. */
  play(client: PxeClient, path: string, configDir: string | null): Play<Checked>
  /** A configuration that another one leads to is looked at there alone: it may need what that one has set. */
  onlyFromTop?: true
  /** Why a machine never reads the configuration `path`, unless another one leads to it; null: one may. */
  whyNeverAsked?(path: string): string | null
}

/** A computation that wants things on its way. */
export type Play<T> = Generator<Want, T, Answer>

export type Want =
  /** The bytes of a file, at most `maxBytes` of them: E_FETCH_TOO_BIG where it has more. `post`: the body of a POST request. */
  | { want: 'read'; file: BootFile; maxBytes: number; post?: string }
  /** The first bytes of a file, at most `maxBytes`. */
  | { want: 'head'; file: BootFile; maxBytes: number }
  /** Whether a file is there, and its size, without its bytes. */
  | { want: 'probe'; file: BootFile }
  /** An answer from the person at the console. */
  | { want: 'choose'; screen: Screen }
  /** Boot this; an answer comes only where it did not work. */
  | { want: 'boot'; entry: BootEntry }
  /** Emits an event. */
  | { want: 'note'; event: ConfigEvent }

/** What a file turned out to be. */
export interface FileRead {
  bytes: Uint8Array
  /** Where it came from in the end, where servers redirect. */
  url?: string
}

/** `bytes` null: the server does not say. */
export interface FileProbed {
  bytes: number | null
}

/** The answer to each kind of want. A server's error is an answer: the program decides whether it goes on. */
export interface Answers {
  read: FileRead | BootError
  head: FileRead | BootError
  probe: FileProbed | BootError
  /** null: nobody is there, and time-outs and Enter are acted out at once. An error: the person ended the run. */
  choose: Choice | BootError | null
  /** null: it boots. */
  boot: BootError | null
  note: null
}
export type Answer = Answers[keyof Answers]

/** Plays on, and notes what `events` collects on the way: in order, before each want and at the end. */
export function* noting<T>(play: Play<T>, events: ConfigEvent[]): Play<T> {
  for (let step = play.next(null); ; ) {
    for (const event of events.splice(0)) yield { want: 'note', event }
    if (step.done) return step.value
    step = play.next(yield step.value)
  }
}

/** Yields one want and gives its answer. */
export function* ask<W extends Want>(want: W): Generator<Want, Answers[W['want']], Answer> {
  return (yield want) as Answers[W['want']]
}
