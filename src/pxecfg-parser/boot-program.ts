/**
 * What a boot program is: a generator that yields what it wants next, is given it, and returns what it came to. It does
 * no I/O, so that a boot tree, a live network and a test can drive it in the same way (drive.ts).
 */

import type { BootError } from '../boot-error.ts'
import type { Lease } from '../lease.ts'
import type { ConfigEvent } from './events.ts'
import type { Choice, Screen } from './menu-model.ts'
import type { BootEntry, BootFile, Checked, Played, PxeClient, Selection } from './types.ts'

/** A program that a machine's firmware would load and run: a row of BOOT_PROGRAMS. */
export interface BootProgram {
  /** Its name as people write it: `PXELINUX`. */
  title: string
  /** Never throws a BootError: Played.error holds it, next to everything that was found before it. */
  play(client: PxeClient, selection: Selection): Play<Played>
  check?: ConfigurationCheck
  /** The prefix that it puts before every name, as far as the lease tells. */
  prefix?(lease: Lease): string
}

/** How a program's configurations are found in a boot tree and checked without booting anything. */
export interface ConfigurationCheck {
  /** Whether `path`, relative to the tree's root, is one. `configDir`: name of configuration folders; null: the default. */
  isConfiguration(path: string, configDir: string | null): boolean
  /** Checks every entry in turn. `client.lease` has no boot file and no prefix. */
  play(client: PxeClient, path: string, configDir: string | null): Play<Checked>
  /** Check configurations that another one loads only through that one, because they may need what it has set. */
  onlyFromTop?: true
  /** Why no machine reads the configuration `path` unless another one loads it; null: one may. */
  whyNeverAsked?(path: string): string | null
}

/** A computation that yields wants. */
export type Play<T> = Generator<Want, T, Answer>

/** What a program wants from its host. */
export type Want =
  /** The bytes of a file; E_FETCH_TOO_BIG if it has more than `maxBytes`. `post`: the body of a POST request. */
  | { want: 'read'; file: BootFile; maxBytes: number; post?: string }
  /** The first bytes of a file, at most `maxBytes`. */
  | { want: 'head'; file: BootFile; maxBytes: number }
  /** Whether a file exists, and its size, without its bytes. */
  | { want: 'probe'; file: BootFile }
  /** An answer from the person at the console. */
  | { want: 'choose'; screen: Screen }
  /** Boot this; there is an answer only if it did not work. */
  | { want: 'boot'; entry: BootEntry }
  /** Emits an event. */
  | { want: 'note'; event: ConfigEvent }

/** A file that was read. */
export interface FileRead {
  bytes: Uint8Array
  /** Where it came from, if the server redirected. */
  url?: string
}

/** A file that exists. `bytes` null: the server does not say. */
export interface FileProbed {
  bytes: number | null
}

/** The answer to each kind of want. A server's error is an answer: the program decides whether it goes on. */
export interface Answers {
  read: FileRead | BootError
  head: FileRead | BootError
  probe: FileProbed | BootError
  /** null: nobody is there, so time-outs and Enter happen at once. An error: somebody ended the run. */
  choose: Choice | BootError | null
  /** null: it boots. */
  boot: BootError | null
  note: null
}
/** Any answer. */
export type Answer = Answers[keyof Answers]

/** Plays on and emits the events that `events` collects, in order, before each want and at the end. */
export function* noting<T>(play: Play<T>, events: ConfigEvent[]): Play<T> {
  for (let step = play.next(null); ; ) {
    for (const event of events.splice(0)) yield { want: 'note', event }
    if (step.done) return step.value
    step = play.next(yield step.value)
  }
}

/** Yields one want and returns its answer. */
export function* ask<W extends Want>(want: W): Generator<Want, Answers[W['want']], Answer> {
  return (yield want) as Answers[W['want']]
}
