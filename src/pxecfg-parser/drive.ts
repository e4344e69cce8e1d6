/** Plays a boot program on a host: performs and answers each want until the program ends. */

import { settled } from '../boot-error.ts'
import type { Answer, BootProgram, FileProbed, FileRead, Play, Want } from './boot-program.ts'
import type { ConfigEvent } from './events.ts'
import type { Choice, Screen } from './menu-model.ts'
import type { BootEntry, BootFile, Played, PxeClient, Selection } from './types.ts'

/** What a boot program needs from outside. Failures are BootErrors; E_FETCH_NOT_FOUND if a file does not exist. */
export interface PxeHost {
  /** At most `maxBytes`, else E_FETCH_TOO_BIG. `post`: the body of a POST request. */
  read(file: BootFile, limits: { maxBytes: number; post?: string }): Promise<FileRead>
  /** The first `maxBytes` of a file, or all of it if it has fewer. */
  head(file: BootFile, limits: { maxBytes: number }): Promise<FileRead>
  probe(file: BootFile): Promise<FileProbed>
  /** Asks the person at the console; null: nobody is there. */
  choose: ((screen: Screen) => Promise<Choice>) | null
  /** Gets the kernel and initrds; fails with a BootError if it cannot, or they are not what they should be. */
  boot(entry: BootEntry): Promise<void>
  onEvent(event: ConfigEvent): void
}

/** Plays `program` for `client`. */
export function playProgram(
  program: BootProgram,
  client: PxeClient,
  selection: Selection,
  host: PxeHost,
): Promise<Played> {
  return drive(program.play(client, { ...selection, attended: host.choose !== null }), host)
}

/** Performs and answers each want of `play` in turn. */
export async function drive<T>(play: Play<T>, host: PxeHost): Promise<T> {
  let step = play.next(null)
  while (!step.done) {
    const answer = await perform(step.value, host)
    step = play.next(answer)
  }
  return step.value
}

function perform(want: Want, host: PxeHost): Promise<Answer> {
  switch (want.want) {
    case 'read': {
      const { file, maxBytes, post } = want
      return settled(host.read(file, { maxBytes, ...(post === undefined ? {} : { post }) }))
    }
    case 'head':
      return settled(host.head(want.file, want))
    case 'probe':
      return settled(host.probe(want.file))
    case 'choose':
      return host.choose === null ? Promise.resolve(null) : settled(host.choose(want.screen))
    case 'boot':
      return settled(host.boot(want.entry).then(() => null))
    case 'note':
      host.onEvent(want.event)
      return Promise.resolve(null)
  }
}
