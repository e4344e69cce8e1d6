/** Runs this program's own commands, so that the page does what the command line does, with the same errors. */

import { BootError } from '../boot-error.ts'
import { programEnd } from '../run-program.ts'

const LIMIT_MS = 60_000
/** The most commands that wait. More can only be an attempt to overload us. */
const MOST_WAITING = 16

/** How a command ended. */
export interface Answer {
  /** The exit status; null: it was killed. */
  status: number | null
  stdout: string
  /** The last line of standard error, which says what is wrong. */
  failure: string
}

/** Runs a command of this program. */
export type RunCommand = (words: readonly string[]) => Promise<Answer>

/** Runs one command at a time. Rejects with E_TIMEOUT if too many wait. */
export function commandRunner(program: readonly string[]): RunCommand {
  let before: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return (words) => {
    if (waiting >= MOST_WAITING) {
      return Promise.reject(
        new BootError('E_TIMEOUT', {
          what: 'the page has too many requests at the moment',
          hint: 'try again later',
        }),
      )
    }
    waiting += 1
    const answer = before
      .then(() => execute([...program, ...words]))
      .finally(() => {
        waiting -= 1
      })
    before = answer.catch(() => {})
    return answer
  }
}

async function execute([program = '', ...words]: string[]): Promise<Answer> {
  const env = { ...process.env, NO_COLOR: '1' }
  const { status, stdout, stderr } = await programEnd(program, words, { timeout: LIMIT_MS, env })
  const failure = stderr.trim().split('\n').at(-1) ?? ''
  return { status, stdout, failure: failure.replace(/^tspxeboot: /, '') }
}

/** A failure as a page shows it. */
export interface Failure {
  code: string | null
  message: string
  hint: string | null
}

/** The failure in a command's last line (`CODE: what happened (what to do)`). */
export function failureOf({ status, failure }: Answer): Failure {
  if (status === null) return { code: null, message: 'the command took too long and was stopped', hint: null }
  const [, code, message, hint] =
    /^(E_\w+): (.*?)(?: \(([^()]*(?:\([^()]*\)[^()]*)*)\))?$/s.exec(failure) ?? []
  if (code === undefined || message === undefined) return { code: null, message: failure, hint: null }
  return { code, message, hint: hint ?? null }
}
