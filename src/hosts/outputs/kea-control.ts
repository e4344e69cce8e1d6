/** Kea's control socket: one command in JSON, one answer (Kea's manual, 18.2). */

import { connect } from 'node:net'
import { BootError } from '../../boot-error.ts'

const LIMIT_MS = 60_000
/** An answer to config-reload is much shorter. */
const MOST_CHARACTERS = 1 << 20

/**
 * Makes Kea read its configuration again. Resolves with whether Kea listens on `socket`. Throws E_HOSTS_APPLY if it refuses.
 */
export async function reloadKea(socket: string): Promise<boolean> {
  const answer = await ask(socket, JSON.stringify({ command: 'config-reload' }))
  if (answer === null) return false
  const { result, text } = readAnswer(answer)
  if (result === 0) return true
  throw new BootError('E_HOSTS_APPLY', { what: `Kea (${socket}): ${text}` })
}

function ask(socket: string, command: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const connection = connect(socket)
    const refuse = (why: string, cause?: unknown) => {
      connection.destroy()
      reject(new BootError('E_HOSTS_APPLY', { what: `Kea (${socket}): ${why}`, cause }))
    }
    connection.setTimeout(LIMIT_MS, () => refuse(`no answer within ${LIMIT_MS / 1000} s`))
    connection.on('connect', () => connection.write(command))
    connection.on('data', (bytes) => {
      answer += bytes.toString()
      if (answer.length > MOST_CHARACTERS) refuse('its answer does not end')
    })
    connection.on('end', () => connection.end())
    connection.on('close', () => resolve(answer))
    connection.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null)
      else refuse(error.code ?? error.message, error)
    })
  })
}

function readAnswer(answer: string): { result: unknown; text: unknown } {
  try {
    const { result, text } = JSON.parse(answer)
    return { result, text }
  } catch {
    return { result: null, text: `answered ${JSON.stringify(answer.slice(0, 200))}` }
  }
}
