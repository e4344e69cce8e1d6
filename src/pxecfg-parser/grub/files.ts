/** A script's requests for files: each file is requested once, and the number is limited. */

import { isPassedOver, triedResult } from '../../absent-file.ts'
import { BootError } from '../../boot-error.ts'
import { ask, type Play } from '../boot-program.ts'
import type { BootFile } from '../types.ts'
import { GRUB_LIMITS } from './limits.ts'
import { looping, type Machine } from './machine.ts'
import type { At } from './syntax.ts'

/** A script as byte text; null: it does not exist (an empty one does). `at` null: it belongs to the search. */
export function* readScript(machine: Machine, file: BootFile, at: At | null): Play<string | null> {
  const known = machine.scripts.get(file.url)
  if (known !== undefined) return known
  spendRequest(machine, file, at)
  const maxBytes = GRUB_LIMITS.scriptBytes - machine.scriptBytes
  const answer = yield* ask({ want: 'read', file, maxBytes })
  const missing = answer instanceof BootError
  const told = { file: file.name, url: file.url, result: triedResult(answer) }
  if (at === null) machine.tried.push(told)
  else if (!machine.includes.includes(file.name)) machine.includes.push(file.name)
  yield* ask({ want: 'note', event: { event: at === null ? 'ConfigTried' : 'ConfigIncluded', ...told } })
  if (missing && !isPassedOver(answer)) throw answer
  const text = missing ? null : Buffer.from(answer.bytes).toString('latin1')
  machine.scriptBytes += text?.length ?? 0
  machine.scripts.set(file.url, text)
  return text
}

/** The size of a file; -1: the server does not say; null: there is no such file. */
export function* sizeOf(machine: Machine, file: BootFile, at: At): Play<number | null> {
  const known = machine.sizes.get(file.url)
  if (known !== undefined) return known
  spendRequest(machine, file, at)
  const answer = yield* ask({ want: 'probe', file })
  if (answer instanceof BootError && !isPassedOver(answer)) throw answer
  const size = answer instanceof BootError ? null : (answer.bytes ?? -1)
  machine.sizes.set(file.url, size)
  return size
}

/** The first bytes of an existing file. */
export function* headOf(machine: Machine, file: BootFile, maxBytes: number, at: At): Play<Buffer> {
  spendRequest(machine, file, at)
  const answer = yield* ask({ want: 'head', file, maxBytes })
  if (answer instanceof BootError) throw answer
  return Buffer.from(answer.bytes)
}

function spendRequest(machine: Machine, file: BootFile, at: At | null): void {
  if (++machine.requests > GRUB_LIMITS.requests)
    throw looping(
      at ?? { file: file.name, line: 1 },
      `more than ${GRUB_LIMITS.requests} files were requested`,
    )
}
