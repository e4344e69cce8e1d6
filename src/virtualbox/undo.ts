/** Undoes the steps done so far, last one first, when a later one fails. */

import { BootError } from '../boot-error.ts'

/** The steps to undo. */
export interface Undo {
  /** `step` is done if a later step fails. `what` names what stays behind if `step` fails too. */
  push(what: string, step: () => Promise<void>): void
}

/** Runs `steps`. If they fail, undoes what they did and throws their error, with what could not be undone. */
export async function orUndo<T>(steps: (undo: Undo) => Promise<T>): Promise<T> {
  const taken: { what: string; step: () => Promise<void> }[] = []
  try {
    return await steps({ push: (what, step) => void taken.push({ what, step }) })
  } catch (error) {
    const left: string[] = []
    for (const { what, step } of taken.reverse()) await step().catch(() => left.push(what))
    if (left.length === 0 || !(error instanceof BootError)) throw error
    const hint = `${error.hint === null ? '' : `${error.hint}; `}left behind: ${left.join(', ')}`
    throw new BootError(error.code, { what: error.message, hint, reason: error.reason, cause: error })
  }
}
