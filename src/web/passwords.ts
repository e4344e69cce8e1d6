/** The password file: a line `NAME:SALT:HASH` for each user, made by scrypt (RFC 7914) with Node's default parameters. */

import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { BootError } from '../boot-error.ts'

const HASH_BYTES = 32
const derive = promisify<string, Buffer, number, Buffer>(scrypt)

/** The users of a file. */
export interface Passwords {
  /** Whether an Authorization header has a user's name and password. */
  admits(authorization: string | undefined): Promise<boolean>
}

/** The line of a user. */
export async function passwordLine(name: string, password: string): Promise<string> {
  if (!/^[^:\s]+$/.test(name))
    throw new BootError('E_USAGE', {
      what: `${name} is not a user name`,
      hint: 'without blanks and colons',
    })
  const salt = randomBytes(16)
  const hash = await derive(password, salt, HASH_BYTES)
  return `${name}:${salt.toString('hex')}:${hash.toString('hex')}`
}

/** Throws E_USAGE with file and line. */
export function parsePasswords(text: string, file: string): Passwords {
  const users = new Map<string, { salt: Buffer; hash: Buffer }>()
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    const [, name, salt, hash] = /^([^:\s]+):([0-9a-f]{32}):([0-9a-f]{64})$/.exec(line.trim()) ?? []
    if (name === undefined || salt === undefined || hash === undefined)
      throw new BootError('E_USAGE', {
        what: `${file}:${index + 1}: not a line of a password file`,
        hint: 'tspxeboot web --set-password NAME makes one',
      })
    users.set(name, { salt: Buffer.from(salt, 'hex'), hash: Buffer.from(hash, 'hex') })
  }
  if (users.size === 0) throw new BootError('E_USAGE', { what: `the password file ${file} has no user` })
  return { admits: admission(users) }
}

/** Hashes one password at a time, which makes guessing slow; right ones are remembered, so that reading is not. */
function admission(users: ReadonlyMap<string, { salt: Buffer; hash: Buffer }>): Passwords['admits'] {
  const right = new Set<string>()
  let before: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (authorization = '') => {
    const key = createHash('sha256').update(authorization).digest('hex')
    if (right.has(key)) return true
    const encoded = /^Basic ([A-Za-z0-9+/=]{1,400})$/.exec(authorization)?.[1]
    if (encoded === undefined || waiting >= 8) return false
    const [, name = '', password = ''] =
      /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
    const user = users.get(name) ?? { salt: Buffer.alloc(16), hash: Buffer.alloc(HASH_BYTES) }
    waiting += 1
    const derived = before.then(() => derive(password, user.salt, HASH_BYTES))
    before = derived.catch(() => {})
    const isRight = timingSafeEqual(await derived, user.hash) && users.has(name)
    waiting -= 1
    if (isRight) right.add(key)
    return isRight
  }
}
