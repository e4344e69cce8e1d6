/** Checks detached signatures. */

import { resolve } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { TOOL_PATH } from '../../guest-port/index.ts'
import { startProgram } from '../../start-program.ts'

/** The program that checks them. */
export type Program = 'gpgv' | 'minisign'

/** `file` and `signature` are paths. The key is made absolute, as gpgv looks for a name without a slash in its own folder. */
const WORDS: Record<Program, (key: string, signature: string, file: string) => string[]> = {
  gpgv: (key, signature, file) => ['--quiet', '--keyring', resolve(key), signature, file],
  minisign: (key, signature, file) => ['-Vq', '-p', key, '-x', signature, '-m', file],
}

/** Why the signature is invalid, in the program's words; null: it is valid. Throws E_USAGE if the program is missing. */
export function signatureFault(
  program: Program,
  key: string,
  signature: string,
  file: string,
  signal: AbortSignal,
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = startProgram(program, WORDS[program](key, signature, file), {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: TOOL_PATH, LC_ALL: 'C' },
      signal,
    })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(0, 2000)
    })
    child.once('error', (cause: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(signal.reason)
      else
        reject(
          new BootError('E_USAGE', {
            what: `cannot run ${program}: ${cause.code}`,
            hint: `install the package ${program}`,
            cause,
          }),
        )
    })
    child.once('close', (status) =>
      resolve(status === 0 ? null : said.trim().replace(/\s*\n\s*/g, '; ') || `exit status ${status}`),
    )
  })
}
